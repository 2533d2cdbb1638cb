/*
 * <kineret-chat>: the help widget. One file, no build step, no dependency, no request but the ones to its own API.
 *
 *   <script src="https://bot.example.org/widget.js" defer></script>
 *   <kineret-chat api-url="https://bot.example.org/api/v1/reply" heading="Ask about Kineret"></kineret-chat>
 *
 * It decides nothing: it draws finished replies. `text` is always shown whole; what else a reply holds only says how.
 * Every text goes in as a text node and styles are adopted sheets, so it runs under
 * default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'.
 */
(() => {
  "use strict";

  /* Words */

  /** Every word of the interface. Other languages: globalThis.kineretChatMessages = {es: {send: "Enviar", ...}}. */
  const ENGLISH = {
    heading: "Ask about Kineret",
    disclosure: "Automated helper, not a person",
    opening:
      "Hello. I'm an automated helper, not a person, and this is not medical advice. I answer questions about " +
      "Kineret (anakinra) from one patient-education page.\n\nIn an emergency, call 911. For too much medicine, call " +
      "Poison Control: 800-222-1222.",
    privacy: "This chat stays in this browser tab until you close the tab or clear the chat.",
    starters: "What is Kineret used for?|How should I store Kineret?|What are the common side effects?",
    label: "Your question about Kineret",
    placeholder: "Type your question",
    send: "Send",
    clear: "Clear chat",
    cleared: "Chat cleared.",
    close: "Close",
    you: "You asked:",
    said: "Kineret helper said:",
    matched: "Matched question",
    source: "Source",
    choices: "Choose a question",
    more: "Related questions",
    typing: "Looking for an answer…",
    busy: "One moment, I am still looking for the last answer.",
    empty: "Type a question first.",
    full: "That is the longest question I can take: 2,000 characters.",
    failed: "I couldn't get an answer.",
    offline: "There is no connection right now.",
    failsafe:
      "If this is happening now, call 911. For too much medicine: 800-222-1222. If you might hurt yourself, call or " +
      "text 988. Outside the US, call your local emergency number.",
    retry: "Try again",
    emergency: "Emergency",
    poison: "Poison Control",
    call: "Call",
    text: "Text",
  };

  const ANSWERS = "en"; // the language that answers are written in

  /** The widget's words for an element: its language where we have it, else English. */
  function wordsFor(element) {
    const wanted = (element.closest("[lang]")?.lang || ANSWERS).toLowerCase();
    const known = globalThis.kineretChatMessages || {};
    const lang = [wanted, wanted.split("-")[0]].find((name) => known[name]);
    return { ...ENGLISH, lang: lang || ANSWERS, ...(lang ? known[lang] : {}) };
  }

  /* Looks */

  const LIGHT = `
    --accent: var(--kc-accent, #0b666b); --on-accent: var(--kc-on-accent, #fff);
    --surface: var(--kc-surface, #fff); --raised: var(--kc-raised, #f4f8f8); --tint: var(--kc-tint, #e2f0ef);
    --ink: var(--kc-ink, #17262a); --muted: var(--kc-muted, #50626a); --line: var(--kc-line, #d7e1e3);
    --edge: var(--kc-edge, #75878d); --focus: var(--kc-focus, #0f4c81);
    --shadow: 0 16px 48px rgb(18 48 54 / .22);
    --red: #a9221a; --red-bg: #fdf1ef;
    --plum: #5d3a86; --plum-bg: #f6f1fb;
    --amber: #7c4a03; --amber-bg: #fdf6e7; --on-alarm: #fff;
    color-scheme: light;`;

  const DARK = `
    --accent: var(--kc-accent, #7fd0ca); --on-accent: var(--kc-on-accent, #06302f);
    --surface: var(--kc-surface, #141e21); --raised: var(--kc-raised, #1b282c); --tint: var(--kc-tint, #20403f);
    --ink: var(--kc-ink, #e9f0f0); --muted: var(--kc-muted, #a8babe); --line: var(--kc-line, #31434a);
    --edge: var(--kc-edge, #7f9298); --focus: var(--kc-focus, #a6d4ff);
    --shadow: 0 0 0 1px #31434a, 0 16px 48px rgb(0 0 0 / .5);
    --red: #ffb4a9; --red-bg: #3b1a17;
    --plum: #d6bdf5; --plum-bg: #2d2340;
    --amber: #f2c674; --amber-bg: #33280f; --on-alarm: #2a1414;
    color-scheme: dark;`;

  const CSS = `
    :host { ${LIGHT} }
    @media (prefers-color-scheme: dark) { :host(:not([theme=light])) { ${DARK} } }
    :host([theme=dark]) { ${DARK} }
    :host {
      --gap: var(--kc-inset, 1.25rem); --round: var(--kc-radius, 1.125em);
      position: fixed; z-index: var(--kc-z, 99999);
      inset-block-end: max(var(--gap), env(safe-area-inset-bottom)); inset-inline-end: var(--gap);
      font: 400 var(--kc-font-size, 1rem)/1.5 var(--kc-font, system-ui, "Segoe UI", Roboto, sans-serif);
      color: var(--ink); text-align: start; letter-spacing: normal; text-transform: none;
    }
    *, *::before, *::after { box-sizing: border-box; }
    p, dl, dd, ul, ol, h2, form { margin: 0; padding: 0; }
    button, textarea { font: inherit; color: inherit; }
    button { cursor: pointer; background: none; border: 1px solid transparent; }
    a { color: var(--accent); text-decoration: underline; text-underline-offset: .18em; text-decoration-thickness: 1px; }
    svg { width: 1.5em; height: 1.5em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.75;
      stroke-linecap: round; stroke-linejoin: round; }
    :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
    .aside { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

    .launcher { display: flex; align-items: center; gap: .6em; min-height: 3.5em; padding: .75em 1.375em .75em 1.125em;
      border-radius: 1.75em; background: var(--accent); color: var(--on-accent); font-weight: 600;
      box-shadow: 0 8px 24px rgb(18 48 54 / .22); }
    .launcher:hover { text-decoration: underline; }
    :host([open]) .launcher { visibility: hidden; }

    .panel { position: fixed; inset-block: auto max(var(--gap), env(safe-area-inset-bottom)); inset-inline: auto var(--gap); margin: 0; padding: 0;
      flex-direction: column; width: var(--kc-width, 26em); max-width: calc(100vw - 2 * var(--gap));
      height: var(--kc-height, 43em); max-height: calc(100vh - 2 * var(--gap)); max-height: calc(100dvh - 2 * var(--gap));
      overflow: hidden; border: 1px solid transparent; border-radius: var(--round); background: var(--surface); color: inherit;
      box-shadow: var(--shadow); }
    .panel[open] { display: flex; animation: rise .2s ease-out; }
    .panel::backdrop { background: var(--surface); }
    @keyframes rise { from { opacity: 0; translate: 0 .75em; } }

    .head { display: flex; align-items: center; gap: .25em; padding: .75em .625em .75em 1.375em; border-block-end: 1px solid var(--line); }
    .head > div { flex: 1; min-width: 0; }
    h2 { font-size: 1.125em; font-weight: 650; line-height: 1.3; overflow-wrap: anywhere; }
    h2:focus-visible { outline: none; }
    .small { font-size: .875em; line-height: 1.45; color: var(--muted); }
    .head button { display: grid; place-items: center; width: 2.75em; height: 2.75em; min-width: 44px; min-height: 44px;
      border-radius: .75em; color: var(--muted); }
    .head button:hover { background: var(--raised); color: var(--ink); }

    .log { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 1.375em; }
    .log:focus-visible { outline-offset: -3px; }
    .turn { margin-block-start: 1.75em; overflow-wrap: anywhere; }
    .you { width: fit-content; max-width: 85%; margin-inline-start: auto; padding: .625em 1em; white-space: pre-wrap;
      border: 1px solid transparent; border-radius: 1.125em 1.125em .25em 1.125em; background: var(--tint); }
    .bot { margin-block-start: 1.125em; }
    .bot > * + * { margin-block-start: .875em; }
    .turn:first-child, .turn:first-child .bot, .bot > .who + * { margin-block-start: 0; }
    .turn:not(:last-child) .passing { display: none; }
    .prose > * + * { margin-block-start: .75em; }
    .prose ul, .prose ol { padding-inline-start: 1.25em; }
    .prose li + li { margin-block-start: .25em; }

    .why { display: grid; grid-template-columns: auto 1fr; gap: .25em 1em; padding-inline-start: .875em;
      border-inline-start: 2px solid var(--line); }
    .why dd { grid-column: 2; color: var(--ink); }
    .why q { color: var(--muted); }

    .options { display: grid; gap: .5em; }
    .option { display: flex; align-items: center; justify-content: space-between; gap: .75em; min-height: 2.875em; padding: .5em .75em .5em 1em;
      border: 1px solid var(--line); border-radius: .875em; color: var(--accent); font-weight: 500; line-height: 1.35; text-align: start; }
    .option svg { width: 1.125em; height: 1.125em; }
    .option:hover { background: var(--raised); border-color: var(--edge); }

    .card, .note { --a: var(--red); --a-bg: var(--red-bg); background: var(--a-bg); }
    [data-level=crisis] { --a: var(--plum); --a-bg: var(--plum-bg); }
    [data-level=urgent], .note { --a: var(--amber); --a-bg: var(--amber-bg); }
    .card { padding: 1.125em 1.25em 1.25em; border: 2px solid var(--a); border-radius: 1em; }
    .card > * + * { margin-block-start: .625em; }
    .lead { font-size: 1.3125em; font-weight: 700; line-height: 1.3; color: var(--a); text-wrap: balance; }
    .card a, .note a { color: inherit; font-weight: 600; white-space: nowrap; }
    .note { padding: .75em 1em; border: 1px solid transparent; border-inline-start: 4px solid var(--a); border-radius: .5em; }
    .calls { display: grid; gap: .5em; padding-block-start: .375em; }
    .calls a, .retry { display: flex; align-items: center; justify-content: center; gap: .5em; min-height: 3em; padding: .5em 1em;
      border: 2px solid var(--a); border-radius: .75em; color: var(--a); font-weight: 650; line-height: 1.3;
      text-decoration: none; text-align: center; white-space: normal; }
    .calls a:first-child { background: var(--a); color: var(--on-alarm); }
    [data-level=urgent] .calls a { background: none; color: var(--a); }
    .calls b { display: block; white-space: nowrap; font-weight: inherit; }
    .calls a:hover { text-decoration: underline; }
    .calls svg, .retry svg { width: 1.25em; height: 1.25em; }
    .retry { background: var(--surface); }

    .status { padding: 0 1.5em .625em; }
    .status:empty { display: none; }
    .typing::before { content: ""; display: inline-block; width: .5em; height: .5em; margin-inline-end: .625em; border-radius: 50%;
      background: var(--accent); animation: breathe 1.2s ease-in-out infinite alternate; }
    @keyframes breathe { to { opacity: .2; scale: .7; } }

    form { display: flex; align-items: flex-end; gap: .5em; padding: .875em 1em .5em; border-block-start: 1px solid var(--line); background: var(--surface); }
    textarea { flex: 1; min-width: 0; height: 3em; max-height: 8em; padding: .6875em 1em; resize: none; overflow-y: auto; line-height: 1.5;
      border: 1px solid var(--edge); border-radius: 1em; background: var(--surface); }
    textarea::placeholder { color: var(--muted); opacity: 1; }
    textarea:focus-visible { outline: 2px solid var(--accent); outline-offset: 0; border-color: var(--accent); }
    .send { display: grid; place-items: center; flex: none; width: 3em; height: 3em; border-radius: 1em; background: var(--accent); color: var(--on-accent); }
    .send[aria-disabled=true] { opacity: .55; }

    .foot { display: flex; flex-wrap: wrap; justify-content: center; column-gap: 1.375em; padding: 0 1em max(.25em, env(safe-area-inset-bottom));
      font-size: .875em; background: var(--surface); color: var(--muted); }
    .foot a { display: inline-flex; align-items: center; gap: .4em; min-height: 44px; color: var(--muted); text-decoration: none; }
    .foot b { color: var(--ink); font-weight: 650; text-decoration: underline; text-underline-offset: .18em; }

    @media (max-width: 32em) {
      .panel { inset: 0; width: 100%; max-width: none; height: 100vh; height: 100dvh; max-height: none; border-radius: 0; }
      .head { padding-block-start: max(.75em, env(safe-area-inset-top)); }
    }
    @media (max-width: 23em) {
      .log { padding: 1em; }
      .head { padding-inline-start: 1em; }
      .foot { column-gap: .75em; padding-inline: .5em; font-size: .8125em; }
    }
    @media (max-height: 26em) {
      .panel[open] { display: block; overflow-y: auto; }
      .log { overflow: visible; }
      form { position: sticky; inset-block-end: 0; }
    }
    @media (prefers-reduced-motion: reduce) { *, *::before { animation: none !important; } }
    @media (forced-colors: active) {
      button, .you, .card, .note, .panel, .launcher { border-color: CanvasText; }
      .card, .note { border-width: 3px; }
      .typing::before { background: CanvasText; forced-color-adjust: none; }
    }
    @media print {
      :host { position: static; ${LIGHT} }
      :host(:not([open])), .launcher, .head button, form, .foot, .options, .calls, .retry, .status { display: none !important; }
      .panel[open] { position: static; display: block; width: auto; max-width: none; height: auto; max-height: none; overflow: visible; box-shadow: none; animation: none; }
      .log { overflow: visible; }
      .you { max-width: none; margin: 0; padding: 0; }
      .aside.who { position: static; width: auto; height: auto; clip-path: none; font-weight: 650; }
      .turn, .card { break-inside: avoid; }
    }`;

  /** A sheet that needs no exception from a policy; an element for browsers of before 2023. */
  function dress(root) {
    if (!("adoptedStyleSheets" in root)) return root.append(h("style", {}, CSS));
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  }

  const ICONS = {
    chat: "M20 11.5a7.5 7.5 0 0 1-11 6.6L4 19.5l1.4-4.6A7.5 7.5 0 1 1 20 11.5ZM9.8 9.6a2.3 2.3 0 1 1 3.4 2c-.8.4-1.2.8-1.2 1.5M12 15.4v.1",
    close: "M6 6l12 12M18 6L6 18",
    clear: "M5 7h14M10 7V5h4v2M7 7l.8 12h8.4L17 7M10.2 10.5l.3 5.5M13.8 10.5l-.3 5.5",
    send: "M12 19V5M6 11l6-6 6 6",
    next: "M9 6l6 6-6 6",
    phone: "M6 4h3.2l1.5 4-2 1.6a12 12 0 0 0 5.7 5.7l1.6-2 4 1.5V18a2 2 0 0 1-2.2 2A16 16 0 0 1 4 6.2 2 2 0 0 1 6 4Z",
    text: "M5 5h14v11H10l-4 3.5V16H5ZM9 10.5h6",
    retry: "M19 12a7 7 0 1 1-2-4.9L19 9M19 4.5V9h-4.5",
  };

  /* Nodes */

  /** An element: "tag.class", properties (attributes where there is no such property), children; strings become text. */
  function h(name, properties, ...children) {
    const [tag, ...classes] = name.split(".");
    const node = document.createElement(tag);
    node.className = classes.join(" ");
    for (const [key, value] of Object.entries(properties)) {
      if (key in node) node[key] = value;
      else node.setAttribute(key, value);
    }
    node.append(...children.filter((child) => child !== null));
    return node;
  }

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  const LINK = /\b(?:1-)?\d{3}-(?:\d{3}|FDA)-\d{4}\b|\b(?:911|988)\b|https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)]/g;

  function tel(number) {
    const digits = number.replace("FDA", "332").replace(/\D/g, "");
    return digits.length < 10 ? `tel:${digits}` : `tel:+1${digits.slice(-10)}`;
  }

  /** A text as nodes, its telephone numbers and web addresses as links. */
  function linked(text) {
    const nodes = [];
    let end = 0;
    for (const found of text.matchAll(LINK)) {
      const to = found[0].startsWith("http") ? { href: found[0], rel: "noopener noreferrer", target: "_blank" } : { href: tel(found[0]) };
      nodes.push(text.slice(end, found.index), h("a", to, found[0]));
      end = found.index + found[0].length;
    }
    return [...nodes, text.slice(end)];
  }

  const BULLET = /^\s*(?:[-•]|\d+[.)])\s+/;

  function prose(text) {
    const box = h("div.prose", {});
    for (const block of text.split(/\n\s*\n/)) {
      let list = null;
      for (const line of block.split("\n").filter((line) => line.trim())) {
        if (BULLET.test(line)) {
          if (!list) box.append((list = h(/^\s*\d/.test(line) ? "ol" : "ul", {})));
          list.append(h("li", {}, ...linked(line.replace(BULLET, ""))));
        } else {
          list = null;
          box.append(h("p", {}, ...linked(line.trim())));
        }
      }
    }
    return box;
  }

  /* A reply */

  /** The text of a reply cut into the answers it holds and what stands around them; joined, they are the whole text. */
  function pieces(reply) {
    const found = [];
    let rest = reply.text;
    for (const answer of reply.answers || []) {
      const at = answer.text ? rest.indexOf(answer.text) : -1;
      if (at < 0) continue;
      found.push({ text: rest.slice(0, at) }, { text: answer.text, answer });
      rest = rest.slice(at + answer.text.length);
    }
    return [...found, { text: rest }];
  }

  /** A text without the lines that stand below it as buttons. */
  function withoutOptions(text, labels) {
    const kept = text.split("\n").filter((line) => !(BULLET.test(line) && labels.has(line.replace(BULLET, "").trim())));
    return kept.join("\n").trim();
  }

  /** An alarm card: its first sentence large, the rest, and one button a number. */
  function card(text, alert, words) {
    const [lead] = text.match(/^[^.!?]*[.!?](?=\s|$)/) || [text];
    const rest = text.slice(lead.length).trim();
    const calls = (alert.numbers || []).flatMap((number) => {
      const name = number === "800-222-1222" ? [h("b", {}, `${words.call} ${words.poison}`), " ", h("b", {}, number)] : [`${words.call} ${number}`];
      const call = h("a", { href: tel(number) }, icon("phone"), h("span", {}, ...name));
      return number === "988" ? [call, h("a", { href: "sms:988" }, icon("text"), `${words.text} 988`)] : [call];
    });
    return h("div.card", { "data-level": alert.level, part: "card" },
      h("p.lead", {}, ...linked(lead)), rest ? prose(rest) : null, h("div.calls", {}, ...calls));
  }

  /** The question that is answered here, the wording of it that came closest, and the source. */
  function why(answer, words) {
    const rows = [];
    const row = (name, ...values) => rows.push(h("dt", {}, name), ...values.map((value) => h("dd", {}, value)));
    const plain = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
    const { title, matched } = answer;
    if (matched) row(words.matched, title || matched, ...(title && plain(title) !== plain(matched) ? [h("q", {}, matched)] : []));
    if (answer.sections?.length) row(words.source, ...answer.sections);
    return rows.length ? h("dl.why.small", {}, ...rows) : null;
  }

  function drawReply(reply, words, ask) {
    const suggestions = reply.suggestions || [];
    const labels = new Set(suggestions.map((suggestion) => suggestion.label));
    const alert = reply.alert;
    const nodes = [];
    let answered = false;
    for (const { text, answer } of pieces(reply)) {
      if (answer) {
        answered = true;
        nodes.push(prose(text), reply.kind === "chat" ? null : why(answer, words));
        continue;
      }
      const shown = withoutOptions(text, labels);
      if (!shown) continue;
      if (alert?.form === "card" && !answered) {
        nodes.push(card(shown.replace(/\n\s*\n/g, " "), alert, words));
        continue;
      }
      for (const paragraph of shown.split(/\n\s*\n/)) {
        const alarm = alert?.numbers?.some((number) => paragraph.includes(number));
        nodes.push(alarm ? h("div.note", {}, prose(paragraph)) : prose(paragraph));
      }
    }
    const choosing = reply.kind === "clarify";
    if (suggestions.length) nodes.push(options([...labels], choosing ? words.choices : words.more, ask, choosing ? "" : ".passing"));
    return nodes.filter(Boolean);
  }

  /** Questions to click. Those that do not wait for a choice leave with the next question. */
  function options(labels, name, ask, passing = "") {
    const buttons = labels.map((label) =>
      h("button.option", { type: "button", part: "option", onclick: () => ask(label) }, h("span", {}, label), icon("next")));
    return h(`div.options${passing}`, { role: "group", "aria-label": name }, ...buttons);
  }

  /* The wire */

  const PATIENCE = 15000;

  class Failure extends Error {
    constructor(message, text, { again = true, status = 0 } = {}) {
      super(message);
      Object.assign(this, { text, again, status });
    }
  }

  /** The reply to one message. Raises Failure, and AbortError when the person gave up on it. */
  async function send(url, text, conversation, words, signal) {
    let response, body;
    const timeout = new AbortController();
    const clock = setTimeout(() => timeout.abort(), PATIENCE);
    const stop = () => timeout.abort();
    signal.addEventListener("abort", stop);
    try {
      response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ text, conversation }),
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        signal: timeout.signal,
      });
      body = await response.json().catch(() => ({}));
    } catch {
      throw new Failure(navigator.onLine ? words.failed : words.offline, words.failsafe);
    } finally {
      clearTimeout(clock);
      signal.removeEventListener("abort", stop);
    }
    const said = typeof body?.text === "string" ? body.text.trim() : "";
    if (response.ok && said) return body;
    const { status } = response;
    const message = body?.error?.message || words.failed;
    const again = status >= 500 || status < 400 || status === 408 || status === 429;
    const rest = said.startsWith(message) ? said.slice(message.length).trim() : said;
    throw new Failure(message, rest || words.failsafe, { again, status });
  }

  /* Memory */

  const MOST_TURNS = 40;

  /** The chat in this tab's session storage; where storage is refused or holds something strange, a new chat. */
  class Memory {
    constructor(name) {
      this.name = `kineret-chat ${name}`;
    }
    load() {
      const { conversation = null, turns } = allowed(() => JSON.parse(sessionStorage.getItem(this.name))) || {};
      const good = (turn) => typeof turn?.question === "string" && (!turn.reply || typeof turn.reply.text === "string");
      return Array.isArray(turns) && turns.every(good) ? { conversation, turns } : { conversation: null, turns: [] };
    }
    save({ conversation, turns }) {
      const kept = JSON.stringify({ conversation, turns: turns.slice(-MOST_TURNS) });
      allowed(() => sessionStorage.setItem(this.name, kept));
    }
    forget() {
      allowed(() => sessionStorage.removeItem(this.name));
    }
    get open() {
      return allowed(() => sessionStorage.getItem(`${this.name} open`)) === "1";
    }
    set open(value) {
      allowed(() => sessionStorage.setItem(`${this.name} open`, value ? "1" : "0"));
    }
  }

  /** What an action on the storage gives; nothing where the browser refuses it. */
  function allowed(action) {
    try {
      return action();
    } catch {
      return null;
    }
  }

  /* The element */

  const HOME = document.currentScript?.src || location.href;
  const COVERING = matchMedia("(max-width: 32em)");
  const TOUCH = "(pointer: coarse)";
  const SLOW = 400;
  const SPOKEN = 1000;
  const LONGEST = 2000;

  class KineretChat extends HTMLElement {
    static observedAttributes = ["api-url", "heading", "lang", "starters", "open"];

    #root = this.attachShadow({ mode: "open" });
    #memory = null;
    #chat = { conversation: null, turns: [] };
    #words = ENGLISH;
    #waiting = null;
    #spoken = 0;
    #leaving = null;

    connectedCallback() {
      this.#leaving = new AbortController();
      const { signal } = this.#leaving;
      addEventListener("online", () => this.#retryLast(), { signal });
      COVERING.addEventListener("change", () => this.#place(), { signal });
      addEventListener("beforeprint", () => this.#place(true), { signal });
      addEventListener("afterprint", () => this.#place(), { signal });
      this.#recall();
      if (this.#memory.open) this.setAttribute("open", "");
    }

    disconnectedCallback() {
      this.#leaving.abort();
      this.#waiting?.abort();
      this.#waiting = null;
    }

    attributeChangedCallback(name, before, after) {
      if (!this.#memory || before === after) return;
      if (name !== "open") this.#recall();
      else if ((before === null) !== (after === null)) this.#place();
    }

    /** Opens the panel and puts the cursor into the question. */
    show() {
      this.setAttribute("open", "");
      this.#memory.open = true;
      this.focus();
    }

    /** Closes the panel; focus returns to the launcher. */
    hide() {
      const inside = this.matches(":focus-within");
      this.removeAttribute("open");
      this.#memory.open = false;
      if (inside) this.#find(".launcher").focus();
    }

    /** The question field when open, the launcher when closed; on a touch screen the heading, so that no keyboard pops up. */
    focus() {
      const opened = matchMedia(TOUCH).matches ? "h2" : "textarea";
      this.#find(this.hasAttribute("open") ? opened : ".launcher").focus({ preventScroll: true });
    }

    /** Forgets the chat, here and in this tab's storage. */
    clear() {
      this.#waiting?.abort();
      this.#idle();
      this.#memory.forget();
      this.#chat = { conversation: null, turns: [] };
      this.#redraw();
      this.#tell(this.#words.cleared);
      this.focus();
    }

    /** Opens the panel and asks. */
    ask(question) {
      const text = String(question).trim().slice(0, LONGEST);
      if (!this.hasAttribute("open")) this.show();
      if (!text) return this.#tell(this.#words.empty);
      if (this.#waiting) return this.#tell(this.#words.busy);
      const turn = { question: text };
      this.#chat.turns.push(turn);
      this.#memory.save(this.#chat);
      this.#find(".log").append(this.#turn(turn));
      this.#bringUp(this.#last());
      return this.#send(turn);
    }

    /** Asks the question of a button; focus goes where the next step is, without popping up a keyboard. */
    #pick(label) {
      this.#find(matchMedia(TOUCH).matches ? ".log" : "textarea").focus({ preventScroll: true });
      this.ask(label);
    }

    /* drawing */

    get #api() {
      return new URL(this.getAttribute("api-url") || new URL("api/v1/reply", HOME), location.href).href;
    }

    #find(selector) {
      return this.#root.querySelector(selector);
    }

    #last() {
      return this.#find(".log").lastElementChild;
    }

    /** Draws everything anew from the attributes and the memory. */
    #recall() {
      this.#waiting?.abort();
      this.#waiting = null;
      this.#words = wordsFor(this);
      this.#memory = new Memory(this.#api);
      this.#chat = this.#memory.load();
      for (const turn of this.#chat.turns) {
        if (!turn.reply && !turn.failure) turn.failure = this.#failure();
      }
      this.#build();
      this.#redraw();
      if (this.hasAttribute("open")) this.#place();
    }

    #build() {
      const words = this.#words;
      const heading = this.getAttribute("heading") || words.heading;
      const button = (name, does) => h("button", { type: "button", title: words[name], "aria-label": words[name], onclick: does }, icon(name));
      const number = (name, value) => h("a", { href: tel(value) }, `${words[name]} `, h("b", {}, value));
      const input = h("textarea", {
        id: "question", rows: 1, maxLength: LONGEST, placeholder: words.placeholder, enterKeyHint: "send", autocomplete: "off", part: "input",
        onkeydown: (event) => this.#key(event), oninput: () => this.#typed(),
      });
      this.#root.replaceChildren(
        h("button.launcher", { type: "button", lang: words.lang, part: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.show() },
          icon("chat"), heading),
        h("dialog.panel", { lang: words.lang, part: "panel", "aria-labelledby": "heading", "aria-describedby": "disclosure",
          onkeydown: (event) => this.#escape(event), oncancel: (event) => { event.preventDefault(); this.hide(); } },
          h("div.head", { part: "header" },
            h("div", {}, h("h2", { id: "heading", tabIndex: -1 }, heading), h("p.small", { id: "disclosure" }, words.disclosure)),
            button("clear", () => this.clear()), button("close", () => this.hide())),
          h("div.log", { role: "log", "aria-live": "polite", "aria-label": heading, tabIndex: 0, part: "log" }),
          h("div.status.small", { role: "status" }),
          h("div.aside.alert", { role: "alert" }),
          h("form", { onsubmit: (event) => this.#submit(event) },
            h("label.aside", { htmlFor: "question" }, words.label), input,
            h("button.send", { type: "submit", "aria-label": words.send, title: words.send, part: "send" }, icon("send"))),
          h("div.foot", {}, number("emergency", "911"), number("poison", "800-222-1222"))));
      dress(this.#root);
    }

    /** Fills the log with the chat so far, without a word from a screen reader. */
    #redraw() {
      this.#silently(() => {
        const words = this.#words;
        const starters = (this.getAttribute("starters") ?? words.starters).split("|").map((label) => label.trim()).filter(Boolean);
        const hello = h("div.turn", {}, h("div.bot", {}, this.#who(words.said), prose(words.opening),
          h("p.small", {}, words.privacy), starters.length ? options(starters, words.choices, (label) => this.#pick(label), ".passing") : null));
        this.#find(".log").replaceChildren(hello, ...this.#chat.turns.map((turn) => this.#turn(turn)));
      });
    }

    #who(name) {
      return h("span.aside.who", {}, `${name} `);
    }

    #turn(turn) {
      const you = h("div.you", { part: "question" }, this.#who(this.#words.you), turn.question);
      return h("div.turn", {}, you, ...this.#answer(turn));
    }

    /** What came back for a question: a reply, a failure, or nothing yet. */
    #answer(turn) {
      const words = this.#words;
      if (turn.reply) {
        return [h("div.bot", { lang: ANSWERS, part: "message" }, this.#who(words.said), ...this.#drawn(turn.reply))];
      }
      if (!turn.failure) return [];
      const { message, text, again } = turn.failure;
      const retry = h("button.retry", { type: "button", onclick: () => this.#retry(turn) }, icon("retry"), words.retry);
      return [h("div.bot", {}, h("div.card", { "data-level": "urgent", part: "card" },
        h("p", {}, h("b", {}, message)), prose(text), again ? retry : null))];
    }

    /** Whatever shape a reply comes in, its text is shown. */
    #drawn(reply) {
      try {
        return drawReply(reply, this.#words, (label) => this.#pick(label));
      } catch {
        return [prose(reply.text)];
      }
    }

    /** Shows or hides the panel. Where it covers the page it is modal, so that focus cannot slip behind it; on paper never. */
    #place(printing = false) {
      const panel = this.#find(".panel");
      const open = this.hasAttribute("open");
      const inside = this.matches(":focus-within");
      if (panel.open) panel.close();
      this.#find(".launcher").setAttribute("aria-expanded", String(open));
      if (!open) return;
      if (COVERING.matches && !printing) {
        panel.showModal();
        this.#find("h2").focus();
      } else {
        panel.setAttribute("open", "");
      }
      if (inside) this.focus();
      if (this.#chat.turns.length) this.#bringUp(this.#last(), "instant");
    }

    /** Scrolls a turn to the top of what is visible, so that a long answer is read from its beginning. */
    #bringUp(turn, behavior = "smooth") {
      const log = this.#find(".log");
      const box = getComputedStyle(log).overflowY === "visible" ? this.#find(".panel") : log;
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : behavior;
      const top = turn.getBoundingClientRect().top - box.getBoundingClientRect().top;
      box.scrollBy({ top: top - 16, behavior: calm });
    }

    /* speaking */

    /** Changes the log while it is not live; the words, if any, are spoken once, at once, by the alert beside it. */
    #silently(change, words = "") {
      const log = this.#find(".log");
      const alert = this.#find(".alert");
      clearTimeout(this.#spoken);
      log.setAttribute("aria-live", "off");
      change();
      alert.textContent = words;
      this.#spoken = setTimeout(() => this.#aloud(), SPOKEN);
    }

    /** What enters the log from here on is read. */
    #aloud() {
      clearTimeout(this.#spoken);
      this.#find(".log").setAttribute("aria-live", "polite");
      this.#find(".alert").textContent = "";
    }

    #tell(text, typing = false) {
      const status = this.#find(".status");
      status.classList.toggle("typing", typing);
      status.textContent = text;
    }

    /* asking */

    async #send(turn) {
      const waiting = (this.#waiting = new AbortController());
      const slow = setTimeout(() => this.#tell(this.#words.typing, true), SLOW);
      waiting.signal.addEventListener("abort", () => clearTimeout(slow));
      this.#find(".send").setAttribute("aria-disabled", "true");
      this.#tell("");
      try {
        const { conversation, ...reply } = await this.#reply(turn.question, waiting.signal);
        if (waiting.signal.aborted) return;
        turn.reply = reply;
        this.#chat.conversation = conversation ?? null;
      } catch (failure) {
        if (waiting.signal.aborted) return;
        turn.failure = this.#failure(failure instanceof Failure ? failure : {});
      }
      clearTimeout(slow);
      this.#idle();
      this.#arrived(turn);
    }

    /** What is shown and kept of a failure. */
    #failure({ message = this.#words.failed, text = this.#words.failsafe, again = true } = {}) {
      return { message, text, again };
    }

    /** The reply; a conversation that the server does not take any more is left behind. */
    async #reply(text, signal) {
      try {
        return await send(this.#api, text, this.#chat.conversation, this.#words, signal);
      } catch (failure) {
        const stale = (failure.status === 400 || failure.status === 422) && this.#chat.conversation;
        if (!stale) throw failure;
        this.#chat.conversation = null;
        return send(this.#api, text, null, this.#words, signal);
      }
    }

    #idle() {
      this.#waiting = null;
      this.#find(".send").removeAttribute("aria-disabled");
      this.#tell("");
    }

    /** Draws what came back. A card and a failure are spoken at once; everything else is read politely by the log. */
    #arrived(turn) {
      const place = this.#last();
      const draw = () => place.append(...this.#answer(turn));
      if (turn.failure) {
        this.#silently(draw, `${turn.failure.message} ${turn.failure.text}`);
      } else if (turn.reply.alert?.form === "card") {
        this.#silently(draw, turn.reply.text);
      } else {
        this.#aloud();
        draw();
      }
      this.#memory.save(this.#chat);
      this.#bringUp(place);
    }

    #retryLast() {
      const turn = this.#chat.turns.at(-1);
      if (turn?.failure?.again && !this.#waiting) this.#retry(turn);
    }

    /** Asks a question that failed once more, as the last one of the chat. */
    #retry(turn) {
      if (this.#waiting) return this.#tell(this.#words.busy);
      const inside = this.matches(":focus-within");
      delete turn.failure;
      const { turns } = this.#chat;
      turns.push(...turns.splice(turns.indexOf(turn), 1));
      this.#redraw();
      this.#bringUp(this.#last(), "instant");
      if (inside) this.focus();
      return this.#send(turn);
    }

    /* keys */

    #submit(event) {
      event.preventDefault();
      const input = this.#find("textarea");
      if (!this.#waiting && input.value.trim()) {
        this.ask(input.value);
        input.value = "";
        this.#grow();
      } else {
        this.#tell(this.#waiting ? this.#words.busy : this.#words.empty);
      }
      if (!matchMedia(TOUCH).matches) input.focus();
    }

    /** Enter sends, unless it finishes a composed character; Shift and Enter make a new line. */
    #key(event) {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      this.#submit(event);
    }

    #escape(event) {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      this.hide();
    }

    #typed() {
      if (!this.#waiting) this.#tell(this.#find("textarea").value.length >= LONGEST ? this.#words.full : "");
      this.#grow();
    }

    #grow() {
      const input = this.#find("textarea");
      input.style.height = "";
      if (input.scrollHeight > input.clientHeight) input.style.height = `${input.scrollHeight + 2}px`;
    }
  }

  if (!customElements.get("kineret-chat")) customElements.define("kineret-chat", KineretChat);
})();
