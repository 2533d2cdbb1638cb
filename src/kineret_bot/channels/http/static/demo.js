/* The demo page's buttons: each opens the widget, most with a question. A page with no script shows none of them. */
"use strict";

const chat = document.querySelector("kineret-chat");

customElements.whenDefined("kineret-chat").then(() => {
  for (const place of document.querySelectorAll(".asks, [data-ask]")) place.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ask]");
    if (!button) return;
    if (button.dataset.ask) chat.ask(button.dataset.ask);
    else chat.show();
  });
});
