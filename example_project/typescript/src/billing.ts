/** A small client of the billing API; every name and shape in it is checked against the API's own description. */

import createClient, { type Client } from "openapi-fetch";

import type { components, paths } from "../generated/schema.js";

type Schemas = components["schemas"];

export type Flow = Schemas["PortalFlow"];
export type Flows = Schemas["PortalFlowList"];
export type Minted = Schemas["MintedPortalSession"];
export type Visit = Schemas["PortalSession"];
export type Report = Schemas["PortalSessionReport"];
export type Wish = Schemas["PortalSessionRequest"];
export type Subject = Schemas["PortalSubjectRequest"];
export type Problem = Schemas["Problem"];
export type ProblemCode = Schemas["ProblemCode"];

export interface Options {
  /** Where the site is; empty for the page's own origin. */
  baseUrl?: string;
  /** Reads Django's CSRF token whenever something is sent; apps that sign in with a token of their own need none. */
  csrfToken?: () => string;
  /** Headers for every request, such as `Authorization`. */
  headers?: Record<string, string>;
  fetch?: (request: Request) => Promise<Response>;
}

export interface Patience {
  /** Stops the waiting, for instance when the page is left. */
  signal?: AbortSignal;
  /** How often to ask at most; the API says when. */
  times?: number;
}

/** Something that the API, or what stands before it, refused. */
export class BillingProblem extends Error {
  constructor(
    readonly code: ProblemCode | "unreadable",
    readonly status: number,
    readonly retryAfter: number,
    readonly problem: Problem | null,
  ) {
    super(problem?.detail ?? "The answer made no sense.");
    this.name = "BillingProblem";
  }
}

/** What a page can offer after a problem. */
export type NextStep =
  | { step: "sign-in" }
  | { step: "confirm"; location: string }
  | { step: "correct"; fields: Map<string, string> }
  | { step: "wait"; seconds: number }
  | { step: "subscribe" }
  | { step: "tell" };

/** Choose by the code, which is for programs and never changes its meaning. */
export function nextStep({ code, problem, retryAfter }: BillingProblem): NextStep {
  switch (code) {
    case "not_authenticated":
    case "authentication_failed":
      return { step: "sign-in" };
    case "reauthentication_required":
      return problem?.location ? { step: "confirm", location: problem.location } : { step: "tell" };
    case "invalid":
    case "unsafe_url":
      return { step: "correct", fields: new Map(problem?.errors?.map(({ field, message }) => [field, message])) };
    case "throttled":
    case "too_many_requests":
    case "busy":
    case "stripe_unavailable":
      return { step: "wait", seconds: retryAfter || 5 };
    case "no_customer":
      return { step: "subscribe" };
    default:
      return { step: "tell" };
  }
}

export class Billing {
  readonly #client: Client<paths>;

  constructor({ csrfToken, ...options }: Options = {}) {
    this.#client = createClient<paths>({ baseUrl: "", ...options });
    if (csrfToken) this.#client.use({ onRequest: ({ request }) => request.headers.set("X-CSRFToken", csrfToken()) });
  }

  /** List the portal's home page and the project's flows, with the reasons why some would not work now, if `checked`. */
  async flows({ subject, subscription }: Pick<Wish, "subject" | "subscription"> = {}): Promise<Flows> {
    const query = {
      ...(subject && { subject_type: subject.type, subject_id: subject.id }),
      ...(subscription && { subscription }),
    };
    return answerOf(await this.#client.GET("/api/billing/flows/", { params: { query } }));
  }

  /** Mint a session; go to its `url` at once and in the same tab, and keep its `id` for the way back. */
  async open(wish: Wish = {}): Promise<Minted> {
    return answerOf(await this.#client.POST("/api/billing/sessions/", { body: wish }));
  }

  /** Go through one's own visits, the newest first, page by page as they are asked for. */
  async *visits(): AsyncGenerator<Visit> {
    let cursor: string | null = "";
    do {
      const query: { cursor?: string } = cursor ? { cursor } : {};
      const page = answerOf(await this.#client.GET("/api/billing/sessions/", { params: { query } }));
      yield* page.results;
      cursor = page.next && new URL(page.next, "https://example.com").searchParams.get("cursor");
    } while (cursor);
  }

  /** Wait until it is known what came of a session, or until asking does not pay off any more. */
  async outcome(id: string, { signal, times = 10 }: Patience = {}): Promise<Report> {
    for (let asked = 1; ; asked += 1) {
      const options = { params: { path: { public_id: id } }, ...(signal && { signal }) };
      const found = await this.#client.GET("/api/billing/sessions/{public_id}/", options);
      const report = answerOf(found);
      if (report.state === "settled" || asked >= times) return report;
      await pause(secondsOf(found.response) || 1, signal);
    }
  }
}

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

function answerOf<Data>({ data, error, response }: Answer<Data>): Data {
  if (data !== undefined) return data;
  const problem = isProblem(error) ? error : null;
  throw new BillingProblem(problem?.code ?? "unreadable", response.status, secondsOf(response), problem);
}

// A proxy's page of HTML is an answer too.
function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "code" in error && "detail" in error;
}

function secondsOf(response: Response): number {
  return Number(response.headers.get("Retry-After")) || 0;
}

function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}
