// The desk without JavaScript shows every field; with it, those that go with what was chosen, and a button that copies.
"use strict";

for (const form of document.querySelectorAll("form.billing-form")) {
  const rows = form.querySelectorAll("[data-billing-when]");
  const chosen = (name) => {
    const control = form.elements[name];
    if (!control) return "";
    return control.type === "checkbox" ? (control.checked ? "on" : "") : control.value;
  };
  const show = () => {
    for (const row of rows) {
      const wanted = row.dataset.billingValues.split(" ").includes(chosen(row.dataset.billingWhen));
      row.hidden = !wanted;
      // What is hidden is not sent: it may have been filled in for another task.
      for (const control of row.querySelectorAll("input, select, textarea")) control.disabled = !wanted;
    }
    // "Afterwards" is empty where the portal's home page, or a declared flow, was chosen.
    for (const fieldset of form.querySelectorAll("fieldset")) {
      fieldset.hidden = [...fieldset.querySelectorAll(".form-row")].every((row) => row.hidden);
    }
  };
  form.addEventListener("change", show);
  // Browsers fill a form in again when somebody comes Back.
  window.addEventListener("pageshow", show);
  show();
}

for (const button of document.querySelectorAll("[data-billing-copy]")) {
  const field = document.getElementById(button.dataset.billingCopy);
  const label = button.textContent;
  field.addEventListener("focus", () => field.select());
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.billingCopied;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}
