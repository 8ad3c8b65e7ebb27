/* The evidence explorer: filters, lists and documents, from the data in statements.js and figures.js.

Everything read (data, address) reaches the page as text (textContent) or as the value of a form; nothing is parsed as HTML.
The state of the page is in the part of the address behind #, so that links can be sent and Back works. */
(() => {
  "use strict";
  const PAGE = 50, SHORT = 12;
  const folder = document.currentScript.src.replace(/[^/]*$/, "");
  const root = document.getElementById("evidence");
  const data = window.researchEvidence;
  if (!root || !data) return;
  const words = data.words, facets = data.facets, documents = data.documents, said = data.statements;
  const count = said.document.length;
  const placeOf = new Map(documents.map((row, place) => [row[0], place]));
  const byId = (name) => document.getElementById(`evidence-${name}`);
  const say = (name, ...values) => words[name].replace(/\{(\d)\}/g, (_, at) => values[at]);
  const number = (value) => value.toLocaleString(data.language);
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  let folded = null, lastList = "";

  function make(tag, settings = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(settings)) {
      if (name === "text") element.textContent = value;
      else if (value !== false && value !== null) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  /* The address */

  function readState() {
    const given = new URLSearchParams(location.hash.slice(1));
    const state = { chosen: facets.map(() => new Set()), unknown: [], who: "officials", words: "", page: 1 };
    const plain = new Set(["words", "document", "figure", "sentence", "row"]);
    for (const [name, value] of given) {
      const at = facets.findIndex((facet) => facet.key === name);
      if (at >= 0 && facets[at].place.has(value)) state.chosen[at].add(facets[at].place.get(value));
      else if (plain.has(name)) state[name] = value;
      else if (name === "who" && ["officials", "others", "narration", "all"].includes(value)) state.who = value;
      else if (name === "page" && /^[1-9]\d{0,5}$/.test(value)) state.page = Number(value);
      else if (name === "base") state.base = value === "yes";
      else state.unknown.push(`${name}=${value}`);
    }
    return state;
  }

  function writeState(state) {
    const parts = new URLSearchParams();
    if (state.figure) parts.set("figure", state.figure);
    if (state.figure && state.row) parts.set("row", state.row);
    if (state.figure && state.base) parts.set("base", "yes");
    if (state.who !== "officials") parts.set("who", state.who);
    state.chosen.forEach((values, at) => {
      for (const value of values) parts.append(facets[at].key, facets[at].codes[value]);
    });
    if (state.words) parts.set("words", state.words);
    if (state.page > 1) parts.set("page", state.page);
    return `#${parts}`;
  }

  function go(state, replace = false) {
    const hash = writeState({ page: 1, ...state });
    if (replace) location.replace(hash);
    else location.hash = hash;
  }

  /* Selection */

  function readWords(text) {
    return [...text.matchAll(/["“”]([^"“”]*)["“”]?|([^\s"“”]+)/gu)]
      .map(([, phrase, word]) => ({ whole: phrase !== undefined, text: fold(phrase ?? word).trim() }))
      .filter((term) => term.text)
      .map((term) => {
        const escaped = term.text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/\s+/g, "\\s+");
        const edge = "[\\p{L}\\p{N}]";
        return new RegExp(term.whole ? `(?<!${edge})${escaped}(?!${edge})` : escaped, "giu");
      });
  }

  function hasWords(at, terms) {
    folded ??= said.text.map(fold);
    return terms.every((term) => folded[at].search(term) >= 0);
  }

  const valuesOf = (facet, at) => {
    const value = facet.of[facet.level === "document" ? said.document[at] : at];
    return Array.isArray(value) ? value : [value];
  };

  /* The statements that meet all filters, and for each value of a filter how many would meet the others with it. */
  function select(state, among) {
    const terms = readWords(state.words);
    const counts = facets.map((facet) => new Uint32Array(facet.codes.length));
    const who = ["officials", "others", "narration"].indexOf(state.who);
    const list = [];
    for (const at of among ?? said.document.keys()) {
      if (!among && who >= 0 && said.who[at] !== who) continue;
      if (terms.length && !hasWords(at, terms)) continue;
      const failed = [];
      facets.forEach((facet, number) => {
        const chosen = state.chosen[number];
        if (chosen.size && !valuesOf(facet, at).some((value) => chosen.has(value))) failed.push(number);
      });
      if (failed.length > 1) continue;
      if (!failed.length) list.push(at);
      facets.forEach((facet, number) => {
        if (failed.length && failed[0] !== number) return;
        for (const value of valuesOf(facet, at)) counts[number][value] += 1;
      });
    }
    // What can be read comes first, except behind a row of a figure, whose order is that of the command.
    const readable = (at) => !documents[said.document[at]][7];
    const sorted = among ? list : [...list.filter(readable), ...list.filter((at) => !readable(at))];
    return { list: state.unknown.length ? [] : sorted, counts, terms };
  }

  /* Figures: sets of statements are runs of neighbours, "gap:length" in base 36 */

  function readSet(text) {
    const found = [];
    let next = 0;
    for (const run of text ? text.split(" ") : []) {
      const [gap, more] = run.split(":").map((part) => parseInt(part, 36));
      next += gap;
      for (const stop = next + (more || 0); next <= stop; next += 1) found.push(next);
    }
    return found;
  }

  function withFigures(then) {
    if (window.researchFigures) return then(window.researchFigures);
    const script = make("script", { src: `${folder}figures.js`, charset: "utf-8" });
    script.addEventListener("load", () => then(window.researchFigures));
    document.head.append(script);
    return null;
  }

  function describeRow(figures, row) {
    const parts = [];
    for (let at = 2; at < row.length; at += 2) parts.push([figures.names[row[at]], figures.texts[row[at + 1]]]);
    return parts;
  }

  function showFigure(state, figures) {
    const figure = figures.figures.find((one) => one.name === state.figure);
    const box = byId("figure");
    box.hidden = false;
    if (!figure) {
      box.replaceChildren(make("p", { text: say("noFigure", state.figure) }));
      return null;
    }
    const row = /^\d{1,9}$/.test(state.row ?? "") ? figure.rows[Number(state.row) - 1] : undefined;
    const heading = make("h2", { text: say("figure", figure.name), tabindex: "-1" });
    if (!row) {
      const lines = figure.rows.map((one, at) => {
        const text = describeRow(figures, one).map((part) => part.join(": ")).join("; ") || say("row", at + 1);
        const linked = one[0] < 0 ? document.createTextNode(`${text} (${words.notLinked})`)
          : make("a", { href: writeState({ ...clear(), figure: figure.name, row: String(at + 1) }), text });
        return make("li", {}, linked);
      });
      const missing = state.row ? make("p", { text: say("noRow", figure.name, state.row) }) : null;
      box.replaceChildren(heading, ...[missing].filter(Boolean), make("p", { text: words.rows }), make("ol", {}, ...lines));
      return null;
    }
    const told = make("dl", { class: "evidence-details" });
    for (const [name, value] of describeRow(figures, row)) told.append(make("dt", { text: name }), make("dd", { text: value }));
    const parts = [heading, told];
    const [hits, base] = row[0] < 0 ? [[], []] : [readSet(figures.sets[row[0]]), readSet(figures.sets[row[1]])];
    if (row[0] < 0) parts.push(make("p", { text: words.notLinked }));
    if (row[0] >= 0 && row[0] !== row[1]) {
      const link = (base, text) => make("a", {
        href: writeState({ ...state, base, page: 1 }), text, "aria-current": Boolean(state.base) === base ? "true" : false,
      });
      parts.push(make("p", { class: "evidence-switch" },
        link(false, say("hits", number(hits.length))), " ", link(true, say("base", number(base.length)))));
    }
    parts.push(make("p", {}, make("code", { text: `research evidence figures/${figure.name}.csv:${state.row}${state.base ? " --base" : ""}` })));
    parts.push(make("p", {}, make("a", { href: `#figure=${encodeURIComponent(figure.name)}`, text: words.otherRows }), " · ",
      make("a", { href: "#", text: words.leaveFigure })));
    box.replaceChildren(...parts);
    return state.base ? base : hits;
  }

  /* Filters */

  const clear = () => ({ chosen: facets.map(() => new Set()), unknown: [], who: "officials", words: "", page: 1 });

  function buildFilters() {
    facets.forEach((facet, at) => {
      facet.place = new Map(facet.codes.map((code, value) => [code, value]));
      facet.items = facet.codes.map((code, value) => {
        const box = make("input", { type: "checkbox", id: `evidence-${at}-${value}` });
        box.addEventListener("change", () => {
          const state = readState();
          state.chosen[at][box.checked ? "add" : "delete"](value);
          go({ ...state, page: 1 });
        });
        const shown = make("span", { class: "evidence-count" });
        const label = make("label", { for: box.id }, make("span", { text: facet.names[value] }), " ", shown);
        return { box, shown, line: make("li", {}, box, " ", label) };
      });
      const find = make("input", { type: "search", id: `evidence-find-${at}`, autocomplete: "off" });
      find.addEventListener("input", () => hideValues(facet, find.value));
      facet.find = find;
      facet.more = make("p", { class: "evidence-more" });
      const search = facet.codes.length > SHORT
        ? make("p", {}, make("label", { for: find.id, text: say("find", facet.label) }), find) : null;
      facet.summary = make("summary", { text: facet.label });
      byId("filters").append(make("details", {}, facet.summary,
        make("fieldset", {}, make("legend", { text: facet.label }), search,
          make("ul", {}, ...facet.items.map((item) => item.line)), facet.more)));
    });
    root.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    const field = byId("words");
    field.addEventListener("input", () => {
      const state = readState();
      go({ ...state, words: field.value, page: 1 }, Boolean(state.words));
    });
    for (const box of root.querySelectorAll("input[name=evidence-who]")) {
      box.addEventListener("change", () => go({ ...readState(), who: box.value, page: 1 }));
    }
  }

  function hideValues(facet, wanted) {
    let left = 0;
    facet.items.forEach((item, value) => {
      const found = wanted ? fold(facet.names[value]).includes(fold(wanted)) : value < SHORT;
      item.line.hidden = !found && !item.box.checked;
      left += item.line.hidden ? 1 : 0;
    });
    facet.more.textContent = left && !wanted ? say("more", number(left)) : "";
  }

  function showFilters(state, counts) {
    const chips = [];
    facets.forEach((facet, at) => {
      facet.items.forEach((item, value) => {
        item.box.checked = state.chosen[at].has(value);
        item.shown.textContent = number(counts[at][value]);
        if (!item.box.checked) return;
        const rest = state.chosen.map((set, place) => new Set([...set].filter((one) => place !== at || one !== value)));
        const text = `${facet.label}: ${facet.names[value]}`;
        chips.push(make("li", {}, make("a", { href: writeState({ ...state, chosen: rest, page: 1 }), text: `${text} ×`,
          "aria-label": say("remove", text) })));
      });
      facet.summary.textContent = state.chosen[at].size ? `${facet.label} (${state.chosen[at].size})` : facet.label;
      hideValues(facet, facet.find.value);
    });
    const any = chips.length || state.words || state.unknown.length || state.who !== "officials";
    if (any) chips.push(make("li", {}, make("a", { href: "#", text: words.clear })));
    byId("chosen").replaceChildren(...chips);
    if (byId("words").value !== state.words) byId("words").value = state.words;
    for (const box of root.querySelectorAll("input[name=evidence-who]")) box.checked = box.value === state.who;
    byId("who").hidden = Boolean(state.figure);
  }

  /* Statements and documents */

  function mark(text, terms) {
    const spans = terms.flatMap((term) => [...text.matchAll(term)].map((hit) => [hit.index, hit.index + hit[0].length]));
    spans.sort((one, other) => one[0] - other[0]);
    const parts = [];
    let last = 0;
    for (const [start, stop] of spans) {
      if (stop <= last || start < last) continue;
      parts.push(text.slice(last, start), make("mark", { text: text.slice(start, stop) }));
      last = stop;
    }
    return [...parts, text.slice(last)];
  }

  const nameOf = (key, at) => {
    const facet = facets.find((one) => one.key === key);
    return facet ? valuesOf(facet, at).map((value) => facet.names[value]).join(", ") : "";
  };

  function showText(at, terms) {
    const hidden = documents[said.document[at]][7];
    return hidden ? make("p", { class: "evidence-unread", text: hidden === 1 ? words.unread : words.notPassedOn })
      : make("blockquote", { lang: "id" }, make("p", {}, ...mark(said.text[at], terms)));
  }

  function showCodes(at) {
    const who = said.who[at] === 2 ? words.narration
      : [nameOf("speaker", at), nameOf("office", at), nameOf("mode", at)].filter(Boolean).join(" · ");
    const lines = [make("p", { class: "evidence-speaker", text: who })];
    const frames = facets.find((facet) => facet.key === "frame");
    if (!documents[said.document[at]][8]) return [...lines, make("p", { text: words.uncoded })];
    const tags = valuesOf(frames, at).map((value) => make("span", { class: "evidence-frame", text: frames.names[value] }));
    lines.push(make("p", { class: "evidence-frames" }, `${words.frames}: `, ...tags.flatMap((tag) => [tag, " "])));
    const coders = data.coders.filter((coder) => coder.frames[at]);
    const told = coders.map((coder) => `${coder.name}: ${coder.frames[at].map((value) => frames.names[value]).join(", ")}`);
    if (told.length) lines.push(make("p", { class: "evidence-coders", text: `${words.coders}: ${told.join("; ")}` }));
    return lines;
  }

  const hrefOf = (at) => `#document=${encodeURIComponent(documents[said.document[at]][0])}&sentence=${said.sentence[at]}`;

  function showAddress(url) {
    if (!url) return document.createTextNode(words.noAddress);
    return /^https?:\/\/[^\s]+$/i.test(url) ? make("a", { href: url, rel: "noreferrer noopener", text: url }) : document.createTextNode(url);
  }

  function showStatement(at, terms) {
    const [, title, outlet, url, published, region] = documents[said.document[at]];
    const head = [outlet, published, region].filter(Boolean).join(", ");
    const about = ["province", "election", "sample", "kind"].map((key) => nameOf(key, at)).filter((name) => name && name !== words.none);
    about.push(documents[said.document[at]][6]);
    return make("li", {},
      make("h3", {}, make("a", { href: hrefOf(at), text: `${head}, ${say("sentence", said.sentence[at])}` })),
      title ? make("p", { class: "evidence-title", text: title }) : null,
      showText(at, terms), ...showCodes(at),
      make("p", { class: "evidence-source" }, `${[...new Set(about)].join(" · ")} · `, showAddress(url)));
  }

  function showList(state, selected) {
    const { list, terms } = selected;
    const pages = Math.max(1, Math.ceil(list.length / PAGE)), page = Math.min(state.page, pages);
    const first = (page - 1) * PAGE, shown = list.slice(first, first + PAGE);
    const total = say("total", number(list.length), number(count), number(new Set(list.map((at) => said.document[at])).size));
    byId("total").textContent = [total, ...state.unknown.map((part) => say("unknown", part))].join(" ");
    byId("range").textContent = shown.length ? say("range", number(first + 1), number(first + shown.length)) : words.nothing;
    byId("list").start = first + 1;
    byId("list").replaceChildren(...shown.map((at) => showStatement(at, terms)));
    const links = [];
    if (page > 1) links.push(make("a", { href: writeState({ ...state, page: page - 1 }), text: words.previous, rel: "prev" }));
    links.push(make("span", { text: say("page", number(page), number(pages)) }));
    if (page < pages) links.push(make("a", { href: writeState({ ...state, page: page + 1 }), text: words.next, rel: "next" }));
    byId("pages").replaceChildren(...(pages > 1 ? links : []));
  }

  function showDocument(state) {
    const place = placeOf.get(state.document), box = byId("document");
    const back = make("p", {}, make("a", { href: lastList || "#", text: words.back }));
    if (place === undefined) {
      box.replaceChildren(back, make("h2", { text: say("noDocument", state.document), tabindex: "-1" }));
      return;
    }
    const [id, title, outlet, url, published, region, rendition, hidden] = documents[place];
    const told = make("dl", { class: "evidence-details" });
    const tell = (name, value) => {
      if (value) told.append(make("dt", { text: name }), make("dd", {}, value));
    };
    [["outlet", outlet], ["published", published], ["region", region]].forEach(([name, value]) => tell(words[name], value));
    for (const facet of facets.filter((one) => one.level === "document" && one.key !== "year")) tell(facet.label, facet.names[facet.of[place]]);
    tell(words.rendition, rendition);
    tell(words.address, showAddress(url));
    tell("id", id);
    const items = [];
    said.document.forEach((one, at) => {
      if (one !== place) return;
      const here = String(said.sentence[at]) === state.sentence;
      items.push(make("li", { value: said.sentence[at], class: here ? "evidence-here" : false, tabindex: here ? "-1" : false,
        "aria-current": here ? "true" : false }, showText(at, []), ...showCodes(at)));
    });
    const note = hidden ? make("p", { text: hidden === 1 ? words.unreadDocument : words.notPassedOnDocument }) : null;
    const heading = make("h2", { text: title || `${outlet}, ${published}`, tabindex: "-1" });
    box.replaceChildren(back, heading, told, ...[note].filter(Boolean), make("h3", { text: words.sentences }), make("ol", {}, ...items));
    const here = box.querySelector(".evidence-here");
    (here ?? heading).focus({ preventScroll: true });
    (here ?? heading).scrollIntoView({ block: here ? "center" : "start" });
  }

  /* The whole */

  let before = null;
  function show() {
    const state = readState();
    const viewing = state.document !== undefined;
    byId("document").hidden = !viewing;
    byId("search").hidden = viewing;
    if (viewing) return showDocument(state);
    const finish = (among) => {
      byId("results").hidden = Boolean(state.figure) && among === null;
      byId("filterbox").hidden = byId("results").hidden;
      const selected = select(state, among);
      showFilters(state, selected.counts);
      showList(state, selected);
      lastList = writeState(state);
      if (before && before.page !== state.page && before.document === undefined) byId("range").focus();
      before = state;
    };
    if (state.figure) return withFigures((figures) => finish(showFigure(state, figures)));
    byId("figure").hidden = true;
    return finish(undefined);
  }

  buildFilters();
  byId("figures").append(...data.figures.map((name) => make("li", {}, make("a", { href: `#figure=${encodeURIComponent(name)}`, text: name }))));
  window.addEventListener("hashchange", show);
  show();
})();
