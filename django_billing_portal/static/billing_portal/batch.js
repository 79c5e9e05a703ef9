// The page of a batch, kept fresh: asks for the numbers every two seconds while something moves, and never when hidden.
"use strict";

(() => {
  const page = document.querySelector("[data-numbers]");
  if (!page) return;
  const SECONDS = 2;

  const put = (element, text) => {
    // Screen readers say what changes, and only that.
    if (element && element.textContent !== text) element.textContent = text;
  };

  const show = (news) => {
    const bar = page.querySelector("[data-bar]");
    bar.max = news.max;
    bar.value = news.value;
    for (const [name, text] of Object.entries(news.texts)) put(page.querySelector(`[data-text="${name}"]`), text);
    for (const [state, count] of Object.entries(news.counts)) put(page.querySelector(`[data-count="${state}"]`), count);
  };

  // Python writes True and False.
  const pageOf = (news) => news.page.map((flag) => (flag ? "True" : "False")).join(",");

  const look = async () => {
    let next = SECONDS;
    const asked = performance.now();
    if (!document.hidden) {
      try {
        const answer = await fetch(page.dataset.numbers, { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        const news = await answer.json();
        show(news);
        // Counting 100,000 people takes a while: the database is to do something else most of the time.
        next = Math.max(SECONDS, (20 * (performance.now() - asked)) / 1000);
        // Other buttons are offered now: the server draws them.
        if (pageOf(news) !== page.dataset.page) return location.reload();
      } catch {
        next = 5 * SECONDS;
      }
    }
    setTimeout(look, next * 1000);
  };

  setTimeout(look, SECONDS * 1000);
})();
