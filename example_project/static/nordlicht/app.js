// Nordlicht's single-page app: what one can do in billing, the way there in this tab, and what came of it.

const find = (selector, within = document) => within.querySelector(selector);
const app = find("#app");
const { flows: FLOWS, sessions: SESSIONS, plans: PLANS, signIn: SIGN_IN, pricing: PRICING, here: HERE, me: ME } = app.dataset;

// The mint may take its deadline of 15 s; giving up before the server does would only hide its answer.
const PATIENCE = { read: 10_000, open: 20_000 };
const POLLS = { times: 8, longest: 10 };
const SLOW = 400;
const KEPT = "nordlicht.billing-session";
const LOOKS = {
  payment_method_update: ["card", "Pay with another one"],
  customer_update: ["details", "Name and address on the invoice"],
  subscription_update: ["switch", "Larger or smaller, at once"],
  subscription_update_confirm: ["calendar", "One click to confirm"],
  subscription_pause: ["pause", "No watch, no invoices"],
  subscription_cancel: ["leave", "Runs until the end of the period"],
};
const HOME = ["open", "Invoices, cards, plans"];
const OUTCOMES = {
  completed: { badge: "Done", mood: "good" },
  returned: { badge: "Came back", mood: "calm" },
  unchanged: { badge: "No change", mood: "calm" },
  expired: { badge: "Expired", mood: "calm" },
  unknown: { badge: "Not known", mood: "calm" },
};

// ── Talk to the API ──────────────────────────────────────────────────────────────────────────────────────────────────

class Problem extends Error {
  constructor(code, sentence, { status = 0, retryAfter = 0, location = null } = {}) {
    super(sentence);
    Object.assign(this, { code, status, retryAfter, location });
  }

  get isExpiredLogin() {
    return this.code === "not_authenticated" || this.code === "authentication_failed";
  }

  get mayPass() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

async function ask(url, { body, patience = PATIENCE.read } = {}) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patience);
  try {
    return await read(await fetch(url, { ...request(body), signal: controller.signal }));
  } catch (error) {
    throw error instanceof Problem ? error : unreachable(controller.signal.aborted);
  } finally {
    clearTimeout(timer);
  }
}

function request(body) {
  const headers = { Accept: "application/json" };
  if (!body) return { headers, cache: "no-store" };
  // Read now and not when the page loaded: signing in, in another tab, changes it.
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  return {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
  };
}

async function read(response) {
  const text = await response.text();
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  const answer = parsed(text);
  if (response.ok && answer) return { ...answer, retryAfter };
  const { status } = response;
  if (answer?.code) throw new Problem(answer.code, answer.detail, { status, retryAfter, location: answer.location });
  throw new Problem(`http_${status}`, "The answer made no sense. Please try again.", { status: 0, retryAfter });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unreachable(isTimeout) {
  if (!navigator.onLine) return new Problem("offline", "You are offline. We go on as soon as the network is back.");
  if (isTimeout) return new Problem("timeout", "That took too long. Nothing was changed, and trying again is safe.");
  return new Problem("network", "We could not reach Nordlicht. Please try again.");
}

// ── Say what happens ─────────────────────────────────────────────────────────────────────────────────────────────────

const sayings = new Set();
let countdown;
let again;

/** Do something; say so where it is slow, and say what is wrong where it fails. Returns undefined after a failure. */
async function attempt(task, { saying, retry }) {
  forgive();
  const slow = setTimeout(() => underway(saying, true), SLOW);
  try {
    return await task();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return complain(error, retry);
  } finally {
    clearTimeout(slow);
    underway(saying, false);
  }
}

function underway(text, isOn) {
  if (isOn) sayings.add(text);
  else sayings.delete(text);
  find("#progress").textContent = [...sayings].at(-1) ?? "";
}

function complain(problem, retry) {
  const small = document.createElement("small");
  small.textContent = `Code: ${problem.code}`;
  const sentence = problem.isExpiredLogin ? "Your login has expired." : problem.message;
  find("#problem").hidden = false;
  find("#problem").className = `toast problem toast-${moodOf(problem)}`;
  find("#problem .problem-text").replaceChildren(sentence, small);
  find("#problem").dataset.code = problem.code;
  offerWayOut(problem);
  offerAgain(problem, retry);
}

function moodOf({ code, isExpiredLogin }) {
  if (code === "no_customer") return "info";
  return isExpiredLogin || code === "offline" ? "warning" : "error";
}

function offerWayOut(problem) {
  const [textContent, href] = wayOut(problem) ?? [];
  find("#way-out").hidden = !href;
  if (href) Object.assign(find("#way-out"), { textContent, href });
}

function wayOut({ isExpiredLogin, code, location: step }) {
  if (isExpiredLogin) return ["Sign in and come back", `${SIGN_IN}?${new URLSearchParams({ next: HERE })}`];
  // Where REAUTHENTICATE asks for the password again.
  if (step) return ["Confirm that it is you", step];
  return code === "no_customer" ? ["See the plans", PRICING] : undefined;
}

function offerAgain(problem, retry) {
  clearInterval(countdown);
  again = problem.mayPass ? retry : undefined;
  find("#again").hidden = !again;
  let left = problem.retryAfter;
  const tick = () => {
    find("#again").setAttribute("aria-disabled", left > 0);
    find("#again").textContent = left > 0 ? `Try again in ${left} s` : "Try again";
    if (left-- <= 0) clearInterval(countdown);
  };
  countdown = setInterval(tick, 1000);
  tick();
}

function forgive() {
  clearInterval(countdown);
  again = undefined;
  // Whoever pressed "Try again" would lose their place with the button.
  if (find("#problem").contains(document.activeElement)) find("#tasks-title").focus();
  find("#problem").hidden = true;
  find("#problem .problem-text").replaceChildren();
}

function announce(text, mood) {
  const outcome = find("#outcome");
  outcome.hidden = false;
  outcome.className = `toast toast-${mood}`;
  find("span", outcome).textContent = text;
  showIcon(outcome, mood);
  outcome.focus();
}

function showIcon(within, name) {
  const use = find("use", within);
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
}

// ── What one can do ──────────────────────────────────────────────────────────────────────────────────────────────────

let flows = [];
let plans = [];
// The flows of which the server has said that they need one of several plans; the others take none.
let undecided = new Set();
let asked = 0;

/** Look what can be done: with the plan that was chosen, or else anew which plans there are to choose from. */
async function showTasks(plan) {
  const round = ++asked;
  const found = await lookUp(subject(), plan).catch((error) => error);
  // Somebody may have chosen another team or plan while this one's answer was on its way.
  if (round !== asked) return;
  const isKnown = !(found instanceof Error);
  flows = isKnown ? found.results : [];
  if (!plan) drawPlans(isKnown ? found.plans : []);
  drawTasks(isKnown && found.checked);
  if (!isKnown) throw found;
}

async function lookUp(whose, plan) {
  const query = {
    ...(whose && { subject_type: whose.type, subject_id: whose.id }),
    ...(plan && { subscription: plan.subscription }),
  };
  const found = await ask(`${FLOWS}?${new URLSearchParams(query)}`);
  if (plan) return found;
  const isSeveral = found.results.some(isOneOfSeveral);
  const mine = isSeveral ? await ask(whose ? `${PLANS}${whose.id}/` : PLANS) : { results: [] };
  return { ...found, plans: mine.results };
}

function isOneOfSeveral(flow) {
  return flow.reason?.code === "several_subscriptions";
}

function subject() {
  const team = find("input[name=subject]:checked");
  return team?.value ? { type: team.dataset.type, id: team.value } : null;
}

function chosenPlan() {
  return plans.find((plan) => plan.subscription === find("input[name=plan]:checked")?.value);
}

function drawPlans(mine) {
  plans = mine;
  undecided = new Set(flows.filter(isOneOfSeveral).map(({ flow }) => flow));
  find("#plans").hidden = !plans.length;
  find("#plans").replaceChildren(find("#plans legend"), ...plans.map(planChoice));
}

function planChoice(plan) {
  const choice = find("#plan").content.cloneNode(true);
  find("input", choice).value = plan.subscription;
  find("span", choice).textContent = `${plan.name}, ${plan.price}`;
  return choice;
}

function drawTasks(isChecked) {
  find("#tasks").replaceChildren(...flows.map(task));
  find("#tasks").setAttribute("aria-busy", false);
  find("#no-tasks").hidden = Boolean(flows.length);
  find("#unchecked").hidden = isChecked || !flows.length;
}

function task(flow) {
  const [icon, hint] = LOOKS[flow.type] ?? HOME;
  const row = find(flow.available ? "#task" : "#obstacle").content.cloneNode(true);
  find(".shortcut-title", row).textContent = flow.label;
  find(".shortcut-hint", row).textContent = flow.available ? hint : reasonOf(flow);
  showIcon(row, icon);
  find("button", row)?.addEventListener("click", ({ currentTarget }) => open(flow, currentTarget));
  return row;
}

function reasonOf(flow) {
  return isOneOfSeveral(flow) && plans.length ? "Choose one of your plans above first." : flow.reason.message;
}

// ── The way there ────────────────────────────────────────────────────────────────────────────────────────────────────

let isBusy = false;

async function open(flow, button) {
  if (isBusy) return;
  busy(button);
  const saying = `Opening “${flow.label}”…`;
  const plan = undecided.has(flow.flow) && chosenPlan();
  const wish = {
    flow: flow.flow,
    return_to: `${HERE}?back`,
    ...(plan && { subscription: plan.subscription }),
    ...(subject() && { subject: subject() }),
  };
  const post = () => ask(SESSIONS, { body: wish, patience: PATIENCE.open });
  const session = await attempt(post, { saying, retry: () => open(flow, button) });
  if (!session) return idle();
  sessionStorage.setItem(KEPT, session.id);
  underway(saying, true);
  // In this tab: a window that opens after an answer has come is a pop-up, and browsers block it.
  location.assign(session.url);
}

function busy(button) {
  isBusy = true;
  find("#tasks").classList.add("is-busy");
  button.classList.add("is-busy");
  for (const each of document.querySelectorAll("#tasks button")) each.setAttribute("aria-disabled", true);
}

function idle() {
  isBusy = false;
  find("#tasks").classList.remove("is-busy");
  for (const each of document.querySelectorAll("#tasks button")) {
    each.classList.remove("is-busy");
    each.removeAttribute("aria-disabled");
  }
}

// ── The way back ─────────────────────────────────────────────────────────────────────────────────────────────────────

async function welcome(tasks) {
  const isBack = new URLSearchParams(location.search).has("back");
  const id = sessionStorage.getItem(KEPT) ?? (isBack ? await latest() : undefined);
  // Without "?back" the Back button led here, and nobody has told the server: asking once is enough.
  const session = id && (await report(id, isBack ? POLLS.times : 1));
  if (isBack) history.replaceState(null, "", HERE);
  if (session?.state !== "pending") sessionStorage.removeItem(KEPT);
  await Promise.allSettled([tasks]);
  if (session) announce(...verdict(session));
}

async function report(id, times) {
  for (let poll = 1; ; poll += 1) {
    const session = await ask(`${SESSIONS}${id}/`).catch(unlessGone);
    if (session?.state !== "pending" || poll >= times) return session;
    await new Promise((resolve) => setTimeout(resolve, Math.min(session.retryAfter || 1, POLLS.longest) * 1000));
  }
}

// Somebody else has signed in meanwhile, and their history does not hold it.
function unlessGone(problem) {
  if (problem.status === 404) return undefined;
  throw problem;
}

// Another tab, or another browser: what was kept is not here, but the newest visit is the one.
async function latest() {
  return (await ask(SESSIONS)).results[0]?.id;
}

function verdict({ flow, outcome, state }) {
  const label = `“${labelOf(flow)}”`;
  if (outcome === "completed") return [`${label} is done. Thank you.`, "success"];
  if (outcome === "unchanged") return [`You are back from ${label}. Nothing was changed.`, "info"];
  if (outcome === "expired") return [`The page for ${label} has expired. Open it again when you like.`, "info"];
  if (outcome === "returned" && flow) return [`You are back from ${label}, and we have not heard that you finished it.`, "info"];
  if (state === "settled") return ["Welcome back. What you changed shows on your account page.", "info"];
  return [`We do not know yet what came of ${label}. The list of your visits will tell.`, "info"];
}

function labelOf(flow) {
  return flows.find((each) => each.flow === flow)?.label ?? flow ?? "Billing";
}

// ── Earlier visits ───────────────────────────────────────────────────────────────────────────────────────────────────

let older = "";

async function showVisits(tasks, search = "") {
  const found = await ask(SESSIONS + search);
  await Promise.allSettled([tasks]);
  const rows = found.results.map(visit);
  if (search) find("#visits").append(...rows);
  else find("#visits").replaceChildren(...rows);
  find("#no-visits").hidden = Boolean(find("#visits li"));
  // Only the query: behind a proxy the rest of the link may name a host that nobody outside can reach.
  older = found.next ? new URL(found.next, location.href).search : "";
  find("#more").hidden = !older;
}

function visit({ flow, subject: whose, outcome, created_at: created }) {
  const row = find("#visit").content.cloneNode(true);
  const { badge, mood } = OUTCOMES[outcome] ?? OUTCOMES.unknown;
  const whom = whose && find(`input[name=subject][value="${CSS.escape(whose.id)}"]`)?.parentElement.textContent.trim();
  find(".visit-title", row).textContent = whom && whom !== ME ? `${labelOf(flow)}, ${whom}` : labelOf(flow);
  find("time", row).dateTime = created;
  find("time", row).textContent = new Date(created).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  find(".badge", row).textContent = badge;
  find(".badge", row).classList.add(`badge-${mood}`);
  return row;
}

// ── Begin ────────────────────────────────────────────────────────────────────────────────────────────────────────────

function start() {
  const saying = location.search ? "Asking what came of it…" : "Looking what you can do…";
  return attempt(everything, { saying, retry: start });
}

// At once, and each for itself: while Stripe is down, what came of a visit and the list of visits can still be told.
async function everything() {
  const tasks = showTasks();
  const parts = await Promise.allSettled([tasks, welcome(tasks), showVisits(tasks)]);
  const failed = parts.find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
}

function lookAgain(plan) {
  return attempt(() => showTasks(plan), { saying: "Looking what you can do…", retry: () => lookAgain(plan) });
}

function showMore() {
  return attempt(() => showVisits(null, older), { saying: "Looking for your visits…", retry: showMore });
}

find("#again").addEventListener("click", () => find("#again").getAttribute("aria-disabled") !== "true" && again?.());
find("#more").addEventListener("click", showMore);
find("#plans").addEventListener("change", () => lookAgain(chosenPlan()));
find("#subjects")?.addEventListener("change", () => lookAgain());
addEventListener("online", () => again?.());
// The Back button may bring this very page back, as busy as it was when it left.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  sayings.clear();
  idle();
  start();
});

find("#starting").remove();
app.hidden = false;
start();
