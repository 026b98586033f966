/**
 * The looks of every page that k77 makes: quiet, in light and dark, on paper too. Colours keep 4.5 : 1 against what they stand on.
 */
export const baseStyle = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--line:#e1e6ea;--ground:#f8fafb;--card:#fff;--accent:#1d5fa8;--pass:#0f7250;--attested:#1d5fa8;--waived:#7a5d10;--impossible:#7a5d10;--unknown:#59636e;--fail:#b9242f}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#a3aeb9;--line:#2a3138;--ground:#0e1216;--card:#151a20;--accent:#7ab7ff;--pass:#4cc38a;--attested:#7ab7ff;--waived:#d9b44a;--impossible:#d9b44a;--unknown:#a3aeb9;--fail:#ff8a92}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:3.5rem 1.5rem 4rem;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
h1{margin:0;font-size:2rem;line-height:1.25;letter-spacing:-.02em;text-wrap:balance}
h2{margin:3rem 0 1rem;font-size:1.2rem}
h2 small{font-weight:400;font-size:.85rem;margin-left:.5rem}
small,.ids{color:var(--soft)}
a{color:inherit}
code{font:.92em ui-monospace,SFMono-Regular,Menlo,monospace}
dl{margin:0}dd{margin:0}
article{margin:.7rem 0;padding:.9rem 1.1rem;background:var(--card);border:1px solid var(--line);border-left:3px solid var(--c);border-radius:.5rem;break-inside:avoid}
h3{margin:0;font-size:1rem;font-weight:600}
figure{margin:0;padding:1rem 1.1rem .6rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem;break-inside:avoid}
svg{display:block;width:100%;height:auto}
.grid{stroke:var(--line)}
.tick,.label{font:12px system-ui,sans-serif;fill:var(--soft)}
table{width:100%;border-collapse:collapse;font-size:.93rem}
th{text-align:left;font-weight:600}
thead th{color:var(--soft);font-weight:500;font-size:.82rem}
td,th{padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
footer{margin-top:4rem;font-size:.9rem;color:var(--soft)}
.pass{--c:var(--pass)}.fail{--c:var(--fail)}.unknown{--c:var(--unknown)}.impossible{--c:var(--impossible)}.attested{--c:var(--attested)}.waived{--c:var(--waived)}
@media print{:root{--ground:#fff;--card:#fff}body{max-width:none;padding:0;font-size:11pt}article,figure{border-color:#ccc}article{border-left-color:var(--c)}}
`;

/** What the page of `k77 cost` has besides: figures, tables, plots. */
export const costStyle = `
:root{--a0:#2b6cb0;--a1:#12805c;--a2:#8a6d1a;--a3:#8250a8}
@media screen and (prefers-color-scheme:dark){:root{--a0:#7ab7ff;--a1:#4cc38a;--a2:#d9b44a;--a3:#c297ec}}
header p{margin:.3rem 0 1.5rem;color:var(--soft)}
h3{display:flex;justify-content:space-between;gap:1rem}
h3 em{color:var(--c);font-style:normal;font-weight:500;white-space:nowrap}
dt{color:var(--soft)}
.figures{display:flex;flex-wrap:wrap;gap:1rem 1.7rem;margin:1.2rem 0 0}
.figures div{display:flex;flex-direction:column}
.figures dt{font-size:.82rem}
.figures dd{font-size:1.35rem;font-weight:650;letter-spacing:-.01em;white-space:nowrap;font-variant-numeric:tabular-nums}
.figures dd.fail{color:var(--fail)}
.plots{display:grid;gap:1.2rem;margin-top:2rem}
figcaption{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.3rem 1rem;font-weight:600}
figcaption span{font-weight:400;font-size:.85rem;color:var(--soft)}
figcaption i{display:inline-block;width:.75rem;height:.75rem;margin:0 .3rem 0 .8rem;border-radius:.15rem;vertical-align:-.08rem}
.zero{stroke:var(--soft)}
.label{fill:var(--ink)}
.mark{stroke:var(--soft);stroke-dasharray:3 4}
polyline{fill:none;stroke-width:2.5;stroke-linejoin:round;stroke-linecap:round}
.s0{stroke:var(--a0)}.s1{stroke:var(--a1)}
.a0{fill:var(--a0)}.a1{fill:var(--a1)}.a2{fill:var(--a2)}.a3{fill:var(--a3)}polygon{fill-opacity:.75}
.k0{background:var(--a0)}.k1{background:var(--a1)}.k2{background:var(--a2)}.k3{background:var(--a3)}
table{margin:.6rem 0 1.2rem}
td small,th small{display:block;margin:0}
.n{text-align:right;padding-left:1rem;padding-right:0;white-space:nowrap;font-variant-numeric:tabular-nums}
.group th,.group td{padding-top:1rem;font-weight:600}
tfoot th,tfoot td{border-bottom:0;border-top:2px solid var(--line);font-weight:650}
article p{margin:.25rem 0 0}article p:only-child{margin:0}article table{margin:.4rem 0}article ul{margin:.3rem 0;padding-left:1.2rem}
.guide h3{margin-top:1.4rem}
`;
