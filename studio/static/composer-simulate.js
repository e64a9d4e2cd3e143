// Says that the figures are being made; commas in numbers and fields left empty stay out of the address.
const form = document.querySelector("[data-simulate]");
form.addEventListener("submit", () => {
  const status = form.querySelector("[data-busy]");
  status.textContent = status.dataset.busy;
  form.elements.scans.value = form.elements.scans.value.replaceAll(",", "");
  for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
});
addEventListener("pageshow", () => { for (const field of form.elements) field.disabled = false; form.querySelector("[data-busy]").textContent = ""; });
