/** What must not compile: the browser chooses among what is offered, and sets no price, coupon or configuration. */

import { type Billing, type Report, nextStep, BillingProblem } from "./billing.js";

export async function refused(billing: Billing): Promise<void> {
  // @ts-expect-error Raw parameters of Stripe's are not for browsers.
  await billing.open({ flow_data: { type: "subscription_cancel" } });
  // @ts-expect-error Nor is a coupon.
  await billing.open({ flow: "leave", retention_coupon: "STAY100" });
  // @ts-expect-error The sixth type needs parameters, and browsers cannot name it.
  await billing.open({ type: "subscription_update_confirm" });
  // @ts-expect-error A subject has a type and an id.
  await billing.flows({ subject: { id: "1" } });

  for await (const visit of billing.visits()) {
    // @ts-expect-error A URL is told once, to whoever opened the session.
    console.log(visit.url);
  }
}

export function sentence(report: Report): string {
  switch (report.outcome) {
    case "completed":
      return "Done. Thank you.";
    case "returned":
      return "Welcome back.";
    default:
      // New outcomes may come, and codes too.
      return report.state === "pending" ? "Still open." : "Not known.";
  }
}

export function words(error: unknown): string {
  if (!(error instanceof BillingProblem)) throw error;
  const next = nextStep(error);
  return next.step === "wait" ? `${error.message} (${next.seconds} s)` : error.message;
}
