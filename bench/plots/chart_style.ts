/**
 * How charts look: the colours of the pages, in the reader's scheme. An SVG that is shown as an image
 * has no styles but its own.
 */
export const CHART_STYLE = `
svg{--ground:#fff;--edge:#cdd9d1;--ink:#0c211a;--soft:#47594f;--grid:#e4ebe6;--mark:#75897e;
--product:#0a5c43;--bare-1:#7c9186;--bare-2:#98aba1;--bare-3:#b3c2ba;--spread:#0c211a}
@media (prefers-color-scheme:dark){svg{--ground:#12221b;--edge:#263a31;--ink:#e8f2ec;--soft:#a3b7ac;
--grid:#1e3028;--mark:#6d8578;--product:#d3f44b;--bare-1:#7d978a;--bare-2:#627b6f;--bare-3:#4b6357;
--spread:#f6faf7}}
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--soft);
font-size:13px}
.title{font-size:19px;font-weight:700;fill:var(--ink)}
.subtitle,.legend{font-size:13.5px}
.group,.panel,.value{text-anchor:middle}
.panel{fill:var(--ink);font-weight:600}
.value{fill:var(--ink);font-weight:700;font-size:12.5px}
.tick{text-anchor:end;font-size:12px}
.ground{fill:var(--ground);stroke:var(--edge)}
.grid{stroke:var(--grid)}
.mark{stroke:var(--mark);stroke-dasharray:5 4}
.casing{stroke:var(--ground);stroke-width:4.5}
.spread{stroke:var(--spread);stroke-width:1.5}
.product{fill:var(--product)}.bare-1{fill:var(--bare-1)}.bare-2{fill:var(--bare-2)}
.bare-3{fill:var(--bare-3)}
.bare-2,.bare-3{stroke:var(--bare-1)}
`;
