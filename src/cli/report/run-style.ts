/** What the report of a verification has besides: the verdict, cards, rows that open, plots of samples, pictures, history. */
export const runStyle = `
.kind{margin:0 0 .8rem;font-weight:600;color:var(--soft)}
.kind span{font-weight:400}
h1{display:flex;gap:.9rem;align-items:flex-start}
.mark{display:inline-block;flex:none;width:1.35em;color:var(--c);font-weight:700}
h1 .mark{display:grid;place-items:center;width:2.5rem;height:2.5rem;border-radius:50%;background:var(--c);color:var(--card);font-size:1.2rem}
.about{margin:.9rem 0 1.6rem;color:var(--soft)}
.bar{height:.5rem;border-radius:.25rem;overflow:hidden}
.bar.wide{height:.8rem;border-radius:.4rem}
.bar rect{fill:var(--c)}
.tally{display:flex;flex-wrap:wrap;gap:.3rem 1.6rem;margin:.9rem 0 0;padding:0;list-style:none}
.tally li{color:var(--c)}
.tally b{font-size:1.15rem;font-variant-numeric:tabular-nums}
.since{margin:2rem 0 0;padding:.9rem 1.1rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
.since p{margin:0}
.since ul{margin:.5rem 0 0;padding:0;list-style:none}
.since a{text-decoration-color:var(--line);text-underline-offset:.2em}
article h3{display:flex}
article dl,details dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem 1rem;margin:.5rem 0;font-size:.94rem}
dt{color:var(--soft)}
dd{overflow-wrap:anywhere}
.todo{margin:.6rem 0;padding:.5rem .8rem;background:var(--ground);border-radius:.35rem;overflow-wrap:anywhere}
.todo b{margin-right:.6rem}
.ids{margin:.4rem 0 0;font-size:.82rem;overflow-wrap:anywhere}
.overview{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.7rem;margin:0;padding:0;list-style:none}
.about span{display:inline-block}
.overview a{display:flex;flex-direction:column;gap:.35rem;height:100%;padding:.7rem .9rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem;text-decoration:none}
.overview a:hover,.overview a:focus-visible{border-color:var(--soft)}
.overview span{font-weight:600}
.overview small{font-variant-numeric:tabular-nums}
.overview small.fail{color:var(--fail)}
.overview svg{margin-top:auto}
.unseen>div{padding:.55rem 1.1rem}
.unseen>div+div{border-top:1px solid var(--line)}
.unseen b{font-weight:600}
.unseen p{margin:0 0 0 1.35rem;font-size:.92rem;color:var(--soft);overflow-wrap:anywhere}
.rows{background:var(--card);border:1px solid var(--line);border-radius:.5rem;overflow:hidden}
details+details{border-top:1px solid var(--line)}
summary{display:flex;gap:.2rem;align-items:baseline;padding:.55rem 1.1rem;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary:hover{background:var(--ground)}
summary:focus-visible{outline:2px solid var(--accent);outline-offset:-2px}
summary .title{flex:1;min-width:0;overflow-wrap:anywhere}
summary em{color:var(--c,var(--soft));font-style:normal;font-size:.9rem;white-space:nowrap}
summary em::after{content:"";display:inline-block;width:.42em;height:.42em;margin:0 0 .12em .7em;border:solid var(--soft);border-width:0 1.5px 1.5px 0;transform:rotate(45deg)}
details[open]>summary em::after{transform:rotate(225deg);margin-bottom:-.05em}
details dl,details>.ids{margin-left:2.55rem;margin-right:1.1rem}
details>.ids{margin-bottom:.9rem}
.group summary{align-items:center;gap:1rem}
.group .bar{width:8rem;flex:none}
.group em{min-width:5.6rem;text-align:right;font-variant-numeric:tabular-nums}
.group table{width:calc(100% - 2.2rem);margin:0 1.1rem 1rem}
.group td{overflow-wrap:anywhere}
.group .state{white-space:nowrap;color:var(--c)}
tbody tr:last-child>*{border-bottom:0}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:1rem}
.plot figcaption{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.1rem 1rem;margin-bottom:.5rem}
.plot figcaption span{font-size:.88rem;color:var(--soft);font-variant-numeric:tabular-nums}
.dots{fill:none;stroke:var(--accent);stroke-width:4.5;stroke-linecap:round;stroke-opacity:.55}
line.middle{stroke:var(--ink);stroke-width:1.5}
line.p95{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:5 4}
line.limit{stroke:var(--fail);stroke-width:1.5;stroke-dasharray:2 3}
.label.middle{fill:var(--ink)}.label.limit{fill:var(--fail)}
.label{paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}
.pictures{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start}
.picture{padding:.5rem .5rem .3rem}
.picture img{display:block;width:auto;height:auto;max-width:100%;max-height:22rem;border-radius:.25rem}
.picture figcaption{margin-top:.3rem;font-size:.85rem;color:var(--soft)}
.note{font-size:.88rem;color:var(--soft)}
.scroll{overflow-x:auto;padding:.4rem 1.1rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
.history{min-width:44rem;font-variant-numeric:tabular-nums}
.history th,.history td{white-space:nowrap;vertical-align:middle}
.history th code{font-weight:600}
.history .n{text-align:right}
.history .strip{width:24%;min-width:7rem;padding-left:.6rem;padding-right:1.2rem}
.history td span{color:var(--c,var(--soft))}
.history small{font-weight:400}
.history .current th code::after{content:" (this)"}
footer h2{color:var(--ink)}
@media (max-width:40rem){body{padding:2rem 1rem 3rem}h1{font-size:1.5rem;gap:.7rem}h1 .mark{width:2rem;height:2rem;font-size:1rem}h2{margin-top:2.2rem}article dl,details dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.4rem}details dl,details>.ids{margin-left:1.1rem}summary{padding:.6rem .8rem}.overview{grid-template-columns:1fr}.group .bar{display:none}.group thead{display:none}.group td:last-child,.group th,.group td{display:block;border:0;padding:.05rem 0}.group tr{display:block;padding:.45rem 0;border-bottom:1px solid var(--line)}}
@media print{h2{break-after:avoid;margin-top:1.6rem}details{break-inside:avoid}summary{padding:.2rem .6rem}summary em::after{display:none}.overview a,.rows,.scroll,.since{border-color:#ccc}.scroll{overflow:visible}.history{min-width:0;font-size:8.5pt}.history .strip{width:auto;min-width:3rem}.plots{grid-template-columns:1fr 1fr}.bar rect,.dots,h1 .mark,.picture img{print-color-adjust:exact;-webkit-print-color-adjust:exact}.todo{background:none;padding:0}nav{break-inside:avoid}}
`;
