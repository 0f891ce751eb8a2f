//! How the pages look: light and dark, two columns where there is room, one where there is not; nothing is fetched.

pub(super) const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1f2328;--dim:#667080;--line:#e2e5ea;--paper:#fff;--soft:#f6f7f9;--link:#0b57a4;--kw:#8a2be2;--ty:#0e7490;--nu:#9a5b00;\
--tx:#2e7d4f;--new:#e6f4ea;--bad:#b42318;--mark:#fff3c4}\
@media(prefers-color-scheme:dark){:root{--ink:#e4e7eb;--dim:#98a2b0;--line:#333941;--paper:#15181c;--soft:#1d2126;--link:#7cb7ff;--kw:#c79bff;--ty:#67d0e4;\
--nu:#e7b065;--tx:#7fd19f;--new:#173524;--bad:#ff8f84;--mark:#4a3f12}}\
*{box-sizing:border-box}html{scroll-padding-top:3.5rem}\
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.7 system-ui,'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif;overflow-wrap:anywhere}\
a{color:var(--link);text-decoration:none}a:hover,a:focus{text-decoration:underline}\
nav{position:sticky;top:0;z-index:1;background:var(--paper);border-bottom:1px solid var(--line);padding:.5rem clamp(.75rem,3vw,2rem);display:flex;gap:.4rem 1rem;overflow-x:auto;scrollbar-width:thin;white-space:nowrap;font-size:.9rem}\
nav b{font-weight:600}main{padding:1rem clamp(.75rem,3vw,2rem) 4rem;max-width:100rem;margin:0 auto}\
h1{font-size:1.6rem;line-height:1.35;margin:.5rem 0}h2{font-size:1.25rem}h3{font-size:1.05rem}h2,h3,h4,h5,h6{line-height:1.4;margin:1.2rem 0 .4rem}\
.about{color:var(--dim);margin:0 0 1rem}.row{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,7fr);gap:0 2rem;border-top:1px solid var(--line);padding:.6rem 0}\
.left{align-self:start;position:sticky;top:3.25rem;max-height:calc(100vh - 3.5rem);overflow-y:auto}.left>:first-child{margin-top:.2rem}.left p{margin:.4rem 0}\
.basis{color:var(--dim);font-size:.92rem;border-left:3px solid var(--line);padding-left:.6rem}\
.unit{margin:.3rem 0 .9rem}.unit:target,.unit:has(:target){outline:2px solid var(--link);outline-offset:2px;border-radius:.4rem}:target.df{background:var(--mark)}\
.code{display:flex;flex-direction:row-reverse;background:var(--soft);border:1px solid var(--line);border-radius:.4rem}.code>pre{flex:1;min-width:0}\
.code>a.ln{padding:.3rem .5rem;font-size:.72rem;color:var(--dim)}\
pre{margin:0;padding:.5rem .8rem;overflow-x:auto;font:14px/1.65 'Sarasa Mono SC','Noto Sans Mono CJK SC',NSimSun,ui-monospace,Consolas,monospace;white-space:pre;overflow-wrap:normal}\
code{font-family:'Sarasa Mono SC','Noto Sans Mono CJK SC',NSimSun,ui-monospace,Consolas,monospace;font-size:.92em}\
pre.other{background:var(--soft);border:1px solid var(--line);border-radius:.4rem}\
.kw{color:var(--kw)}.ty{color:var(--ty)}.nu{color:var(--nu)}.tx,.ba{color:var(--tx)}.cm,.op{color:var(--dim)}.df{font-weight:600}pre a{color:inherit;text-decoration:underline;\
text-decoration-color:var(--line);text-underline-offset:.2em}pre a:hover{color:var(--link);text-decoration-color:currentColor}\
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem .8rem;margin:.35rem .2rem 0;font-size:.88rem}dt{color:var(--dim)}dd{margin:0}dd pre{padding:0;font-size:13px;background:none}\
ins{text-decoration:none;background:var(--new);border-radius:.2rem}.lack{color:var(--bad)}ul.plain{list-style:none;margin:0;padding:0}summary{cursor:pointer;color:var(--dim)}\
ul.tree{list-style:none;padding-left:0}ul.tree li{margin:.35rem 0}.d{color:var(--dim);font-size:.9rem}.wide{overflow-x:auto}table{border-collapse:collapse}td,th{border:1px solid var(--line);padding:.2rem .5rem;text-align:left}\
td.r,th.r{text-align:right}td.c,th.c{text-align:center}.names{columns:18rem;padding-left:1.1rem}\
@media(max-width:60rem){.row{grid-template-columns:minmax(0,1fr)}.left{position:static;max-height:none}}\
@media print{nav{position:static}.left{position:static;max-height:none}.unit{break-inside:avoid}pre{white-space:pre-wrap}}";
