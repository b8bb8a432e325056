/**
 * "Ledger and seal": ink on paper, one-pixel rules, red only for the seal, the law and what destroys.
 * No web fonts, no images, no shadows. Everything the pages need in one sheet, at most 14 KB gzip (a test measures it).
 * Body classes: `dense` (bank desks, 36-px controls), `care` (farmers, 18 px and 60-px targets), `dark`.
 */
const TOKENS = `
:root{--ink:#14213a;--primary:#1b3a5c;--on-primary:#fff;--red:#b3261e;--jade:#1f6f5c;--ochre:#8a5a00;--paper:#fbfaf7;--sheet:#fff;--line:#d9d5cb;--field:#7d8492;--muted:#5a6272;--track:#ece9e1;--wash:#f4f2ec;--disabled:#6b7280;
--c1:#1b3a5c;--c2:#1f6f5c;--c3:#8a5a00;--c4:#6b4e8e;--c5:#4a7fa5;--c6:#8c8c84;
--sans:"PingFang SC","HarmonyOS Sans SC",MiSans,"Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",system-ui,sans-serif;--serif:"Songti SC","Noto Serif CJK SC","Noto Serif SC",SimSun,serif;
--control:44px;--text:16px;--small:14px;color-scheme:light}
.dense{--control:36px;--text:14px;--small:13px}
.care{--control:60px;--text:18px;--small:16px}
.dark{--ink:#e6e9ef;--primary:#9cc3e8;--on-primary:#0f1520;--red:#f29086;--jade:#68c4ac;--ochre:#e2b155;--paper:#0f1520;--sheet:#18202e;--line:#333d4f;--field:#7f8a9c;--muted:#a7b0bf;--track:#2a3445;--wash:#1f2938;--disabled:#8a94a6;--c1:#6fa3d6;--c2:#4fb39a;--c3:#d39e3c;--c4:#a98bd0;--c5:#8cc0e2;--c6:#a9a99f;color-scheme:dark}
`

const GROUND = `
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:400 var(--text)/1.6 var(--sans);font-variant-numeric:tabular-nums;overflow-wrap:anywhere;min-height:100vh;display:flex;flex-direction:column}
h1,h2,h3,p,dl,dd,ul,ol,table,figure,fieldset{margin:0;padding:0}
h1{font-size:24px;line-height:1.35}h2{font-size:18px;line-height:1.4}h3{font-size:16px;line-height:1.4}
.dense h1{font-size:20px}.dense h2{font-size:16px}.dense h3{font-size:14px}.care h1{font-size:26px}.care h2{font-size:20px}.care h3{font-size:18px}
ul,ol{list-style:none}fieldset{border:0;min-width:0}
a{color:var(--primary);text-underline-offset:3px}a:hover{text-decoration-thickness:2px}
svg{display:block;flex:none}
:focus-visible{outline:3px solid var(--primary);outline-offset:2px;border-radius:2px}
[hidden]{display:none}
.sr{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999px;top:8px;background:var(--sheet);color:var(--primary);padding:12px 20px;border:1px solid var(--primary);border-radius:2px;z-index:2}
.skip:focus{left:16px}
.muted{color:var(--muted)}.small{font-size:var(--small)}.num{text-align:right;white-space:nowrap}.serif{font-family:var(--serif)}.nowrap{white-space:nowrap}
.good{color:var(--jade)}.warn{color:var(--ochre)}.bad{color:var(--red)}
.measure{max-width:36em}
`

const FRAME = `
.head{background:var(--sheet);border-bottom:1px solid var(--line)}
.bar-in{max-width:1200px;margin:0 auto;padding:0 24px;display:flex;flex-wrap:wrap;align-items:stretch;column-gap:28px}
.brand{display:flex;align-items:center;gap:10px;min-height:56px;color:var(--ink);text-decoration:none;font-weight:700;font-size:18px;white-space:nowrap}
.dense .brand{min-height:48px;font-size:16px}
.nav{display:flex;flex-wrap:wrap;column-gap:24px;flex:1 1 auto}
.nav a{display:flex;align-items:center;min-height:44px;color:var(--muted);text-decoration:none;font-size:15px;white-space:nowrap;border-bottom:2px solid transparent;border-top:2px solid transparent}
.dense .nav a{font-size:14px}.care .nav a{font-size:18px;min-height:60px}
.nav a:hover{color:var(--ink)}.nav a[aria-current]{color:var(--ink);font-weight:600;border-bottom-color:var(--primary)}
.who{display:flex;align-items:center;gap:12px;min-height:44px;margin-left:auto;color:var(--muted);font-size:14px;min-width:0}
.who .me{display:inline-flex;align-items:center;min-height:44px;min-width:0;overflow:hidden;color:inherit}
[hidden]{display:none!important}
.scan svg{display:block;width:220px;max-width:100%;background:#fff}
.secret.code{white-space:normal;overflow-wrap:anywhere;font-size:18px}
.codes{list-style:none;padding:0;columns:2;font-size:18px;line-height:2}
.who b{font-weight:400;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;max-width:16em}
.linklike{display:inline-flex;align-items:center;font:inherit;background:none;border:0;padding:0 4px;min-height:44px;color:var(--primary);text-decoration:underline;text-underline-offset:3px;cursor:pointer;white-space:nowrap}
.care .linklike{min-height:60px}
main{flex:1 0 auto;width:100%;max-width:1200px;margin:0 auto;padding:28px 24px 56px}
main.narrow{max-width:688px}main:focus{outline:0}
.dense main,.dense .bar-in,.dense .foot-in{max-width:1440px}.dense main{padding-top:20px}
.foot{border-top:1px solid var(--line);color:var(--muted);font-size:14px}
.foot-in{max-width:1200px;margin:0 auto;padding:20px 24px 32px;display:flex;flex-wrap:wrap;gap:8px 24px}
.synthetic{border:1px solid var(--ochre);color:var(--ochre);border-radius:2px;padding:0 8px;white-space:nowrap}
.title{margin-bottom:24px}.title p{color:var(--muted);margin-top:4px;max-width:62em}.dense .title{margin-bottom:16px;display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 16px}
.title .step{font-size:14px}.title .aside{margin-left:auto}
@media(max-width:640px){.bar-in{padding:0 16px;column-gap:12px}.who{flex:1 1 0;justify-content:flex-end}main{padding:20px 16px 40px}.nav{order:3;flex-basis:100%;column-gap:20px;border-top:1px solid var(--line)}.care .nav{column-gap:16px}.foot-in{padding:16px}.who b{min-width:0}h1{font-size:22px}}
`

const SHEETS = `
.stack>*+*{margin-top:16px}.stack-l>*+*{margin-top:24px}.stack-s>*+*{margin-top:8px}
.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:4px;padding:20px 24px}
.dense .sheet{padding:16px 18px}
.sheet>h2:first-child,.sheet>h3:first-child{margin-bottom:8px}
.sheet-head{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:4px 16px;margin-bottom:8px}
.sheet.rows{padding:0}.rows>*{padding:20px 24px}.dense .rows>*{padding:16px 18px}.rows>*+*{border-top:1px solid var(--line)}
.split{display:grid;gap:24px;grid-template-columns:minmax(0,1fr) 320px;align-items:start}
.split.side-left{grid-template-columns:320px minmax(0,1fr)}
.thirds{display:grid;gap:16px;grid-template-columns:280px minmax(0,1fr) 300px;align-items:start}
.doors{display:grid;gap:16px;grid-template-columns:repeat(3,minmax(0,1fr))}
.door{display:flex;flex-direction:column;gap:8px}.door .buttons{margin-top:auto;padding-top:8px}
.halves{display:grid;gap:24px;grid-template-columns:repeat(2,minmax(0,1fr));align-items:start}
@media(max-width:1080px){.thirds{grid-template-columns:minmax(0,1fr) 300px}.thirds>:first-child{grid-column:1/-1}}
@media(max-width:860px){.split,.split.side-left,.thirds,.doors,.halves{grid-template-columns:minmax(0,1fr)}}
@media(max-width:640px){.sheet{padding:16px}.rows>*{padding:16px}}
.with-toc{display:grid;gap:32px;grid-template-columns:10em minmax(0,1fr);align-items:start}.toc{position:sticky;top:16px;border-left:1px solid var(--line)}.toc a{display:flex;align-items:center;min-height:36px;padding-left:16px;text-decoration:none;white-space:nowrap}.toc a:hover{text-decoration:underline}.with-toc [id]{scroll-margin-top:16px}
@media(max-width:860px){.with-toc{display:block}.toc{position:static;border:0;margin-bottom:16px}.toc ul{display:flex;flex-wrap:wrap;column-gap:20px}.toc a{padding:0;text-decoration:underline}}
.steps{counter-reset:s}.steps>li{counter-increment:s;display:grid;grid-template-columns:32px minmax(0,1fr);padding:8px 0}.steps>li+li{border-top:1px solid var(--line)}
.steps>li::before{content:counter(s);font-family:var(--serif);font-size:20px;line-height:1.3;color:var(--primary)}
.terms{display:grid;grid-template-columns:minmax(5em,auto) minmax(0,1fr);gap:8px 24px}.terms dt{color:var(--muted)}
@media(max-width:420px){.terms{column-gap:16px}}
.across{display:flex;flex-wrap:wrap;gap:8px 28px}.across dt{color:var(--muted);font-size:var(--small)}
.figures{display:flex;flex-wrap:wrap;align-items:center;background:var(--sheet);border:1px solid var(--line);border-radius:4px}
.figures>div{padding:12px 24px;border-right:1px solid var(--line)}.figures>div:last-of-type{border-right:0}.figures dt{color:var(--muted);font-size:14px}.figures dd{font-weight:700;font-size:20px;line-height:1.4}
.figures .end{margin-left:auto;padding:12px 24px;border:0}
@media(max-width:640px){.figures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr))}.figures>div{padding:10px 16px;border:0}.figures dd{font-size:18px}.figures .end{grid-column:1/-1;margin:0;padding:8px 16px 16px}}
.compare{margin-top:16px}
.big{font-size:32px;line-height:1.2;font-weight:700}.mid{font-size:24px;line-height:1.25;font-weight:700}
`

const CONTROLS = `
.buttons{display:flex;flex-wrap:wrap;gap:12px;align-items:center}
.sheet>.buttons,.slip>.buttons,.slip form .buttons,.sheet>form>.buttons{margin-top:20px}
.buttons.equal{display:grid;grid-template-columns:repeat(2,minmax(0,1fr))}.buttons.equal form{display:contents}
.button{display:inline-flex;align-items:center;justify-content:center;min-height:var(--control);padding:0 20px;border:1px solid var(--primary);border-radius:2px;background:var(--sheet);color:var(--primary);font:inherit;line-height:1.2;text-align:center;text-decoration:none;white-space:nowrap;cursor:pointer}
.dense .button{padding:0 14px}.equal .button{width:100%;padding:0 8px}
.button:hover{background:var(--wash)}.button.main{background:var(--primary);color:var(--on-primary)}.button.main:hover{text-decoration:underline}
.button.danger{border-color:var(--red);color:var(--red)}.button[disabled]{border-color:var(--line);color:var(--disabled);background:var(--wash);cursor:not-allowed}
.care .button{width:100%}
@media(max-width:360px){.button{padding:0 12px}}
.form{max-width:640px}.form>*+*{margin-top:20px}.form .buttons{margin-top:28px}
.dense .form>*+*{margin-top:14px}.dense .form .buttons{margin-top:18px}
.field label,.field legend,.label{display:block;font-weight:600;padding:0;margin-bottom:4px}
.dense .field label,.dense .field legend{font-weight:400;color:var(--muted);margin-bottom:2px}
.hint{color:var(--muted);font-size:var(--small);margin-bottom:6px}
.field-error{color:var(--red);font-size:var(--small);font-weight:600;margin-bottom:6px}
.control{display:flex;align-items:center;gap:8px;max-width:100%}.control .unit{white-space:nowrap;color:var(--muted)}
input,select,textarea{font:inherit;color:inherit;background:var(--sheet);border:1px solid var(--field);border-radius:2px;min-height:var(--control);padding:6px 12px;width:100%;min-width:0}
textarea{min-height:96px;line-height:1.5;resize:vertical}select{appearance:none;padding-right:36px;background-image:linear-gradient(45deg,transparent 50%,var(--muted) 50%),linear-gradient(-45deg,transparent 50%,var(--muted) 50%);background-position:right 17px center,right 12px center;background-size:5px 5px;background-repeat:no-repeat}
input[type=file]{padding:8px}input:disabled,select:disabled{background:var(--wash);color:var(--disabled)}
.w-s{max-width:9em}.w-m{max-width:16em}.w-s .unit-in,.w-m .unit-in{flex:1}
.wrong input,.wrong select,.wrong textarea{border:2px solid var(--red)}
.wrong{border-left:3px solid var(--red);padding-left:12px}
.pick{display:grid;grid-template-columns:auto minmax(0,1fr);column-gap:14px;align-items:start;padding:6px 0;position:relative}
.choice{display:inline-flex;align-items:center;gap:8px;min-height:44px}.choice input{width:20px;height:20px;min-height:0;margin:0;padding:0}
.chip{font:inherit;font-size:var(--small);min-height:44px;padding:0 16px;border:1px solid var(--field);border-radius:22px;background:var(--sheet);color:var(--ink);cursor:pointer}.chip[aria-pressed=true]{border-color:var(--primary);background:var(--primary);color:var(--on-primary)}
.pick input{appearance:none;position:relative;z-index:1;width:22px;height:22px;min-height:0;padding:0;margin:2px 0 0;border:2px solid var(--ink);background:var(--sheet);display:grid;place-content:center}
.care .pick input{width:30px;height:30px;margin-top:0}
.pick input[type=radio]{border-radius:50%}
.pick input::before{content:"";width:12px;height:12px;transform:scale(0)}
.pick input:checked{border-color:var(--primary)}.pick input:checked::before{transform:none;background:var(--primary)}
.pick input[type=checkbox]:checked::before{clip-path:polygon(14% 44%,0 62%,42% 100%,100% 14%,82% 0,38% 66%);width:14px;height:14px}
.pick input[type=radio]:checked::before{border-radius:50%}
.field .pick label,.pick label{font-weight:400;color:inherit;margin:0;min-height:28px;display:block}.pick label::after{content:"";position:absolute;inset:0}.pick .beside{grid-column:2;position:relative;z-index:1;pointer-events:none}.pick .beside a{pointer-events:auto}
.ticks>.pick{padding:14px 0;border-top:1px solid var(--line)}.apart{border-top:2px solid var(--line);padding-top:16px;margin-top:8px}.apart>.source{margin-bottom:12px}.sheet>table+div,.slip h3{margin-top:20px}.slip h3{margin-bottom:4px}.slip .apart h3{margin-top:0}.slip form+p,.slip .buttons+p,.slip .buttons+.buttons,.slip form+.apart{margin-top:16px}
.filters{display:flex;flex-wrap:wrap;gap:12px 16px;align-items:end}.filters .field{flex:1 1 11em;max-width:18em}
@media(max-width:640px){.filters .field{max-width:none;flex-basis:100%}.filters .button{width:100%}}
.tick-row{display:flex;flex-wrap:wrap;column-gap:16px}.dense .field .choice{display:inline-flex;color:inherit;margin:0;min-height:36px;white-space:nowrap}
.row-head{display:flex;flex-wrap:wrap;align-items:center;gap:4px 16px;min-height:36px}.row-head>:first-child{font-weight:600;margin-right:auto}
.part{display:contents}.row{border-top:1px solid var(--line);padding-top:10px}.row .filters{align-items:start}.row .filters .wide{flex:2 1 16em;max-width:28em}.row .wide .field{max-width:none}.row-head:has(.long) .source{order:1;flex-basis:100%}.group{border-left:3px solid var(--line);padding-left:14px}
.ends{display:flex;flex-wrap:wrap;gap:12px 16px}.ends .field{flex:1 1 6em}.beside-form{position:sticky;top:16px}[aria-busy=true]{opacity:.6}
@media(max-width:860px){.beside-form{position:static}}
.fee{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(13em,1fr))}
`

const PIECES = `
.source{color:var(--muted);font-size:var(--small)}
.tag{display:inline-block;border:1px solid currentColor;border-radius:12px;padding:0 9px;font-size:13px;line-height:22px;font-weight:600;white-space:nowrap;color:var(--muted);vertical-align:.08em}
.tag.good{color:var(--jade)}.tag.warn{color:var(--ochre)}.tag.bad{color:var(--red)}.tag.info{color:var(--primary)}
.slip{position:relative;background:radial-gradient(circle at 50% 0,var(--paper) 0 4px,var(--line) 4.2px 5px,transparent 5.4px) 0 0/20px 6px repeat-x,linear-gradient(var(--line),var(--line)) 0 0/100% 1px no-repeat,var(--sheet);border:solid var(--line);border-width:0 1px 1px;padding:28px 28px 24px}
.slip-head{display:flex;gap:16px;align-items:flex-start;justify-content:space-between;margin-bottom:12px}.slip-head>div{min-width:0}
.slip-head .seal{margin:-50px -4px -8px 0}
.sealed{margin-top:40px!important}
.seal{color:var(--red)}.seal.grey{color:var(--muted)}
.slip.ended{color:var(--muted)}.slip.ended h2{color:var(--ink)}
.slip .terms{padding-bottom:16px}
@media(max-width:640px){.slip{padding:24px 16px 16px}}
@media(max-width:420px){.slip-head .seal{margin-right:-8px}}
.clock+.clock{margin-top:16px}
.clock-top{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 16px}.clock-top b{font-weight:600}
.meter{width:100%;height:6px;margin:6px 0}
.meter .t{fill:var(--track)}.f1{fill:var(--c1)}.f2{fill:var(--c2)}.f3{fill:var(--c3)}.f4{fill:var(--c4)}.f5{fill:var(--c5)}.f6{fill:var(--c6)}.fred{fill:var(--red)}
.key{display:flex;flex-wrap:wrap;gap:2px 16px;font-size:var(--small);color:var(--muted)}.key b{color:var(--ink)}
.key li{display:flex;align-items:baseline;gap:6px;white-space:nowrap}.key svg{align-self:center}
.reasons>li{display:grid;grid-template-columns:22px minmax(0,1fr);padding:2px 0}
.reasons .mark{font-weight:700;line-height:inherit}.reasons .next{display:block;font-size:var(--small)}
.rank{font-family:var(--serif);font-size:24px;line-height:1.2;color:var(--primary)}
.offer{display:grid;grid-template-columns:36px minmax(0,1fr);column-gap:14px}
.offer-top{display:flex;gap:16px;justify-content:space-between;align-items:flex-start}.offer-top>div:first-child{min-width:0}.offer-top .price{text-align:right;flex:none;font-size:var(--small);color:var(--muted)}.price .mid{color:var(--ink)}
.offer.plain{display:block}.offer .body>*+*{margin-top:12px}
@media(max-width:520px){.offer{grid-template-columns:minmax(0,1fr)}.offer .rank{margin-bottom:4px}.rank.none{display:none}.offer-top{flex-wrap:wrap;gap:8px 16px}.offer-top .price{text-align:left;flex-basis:100%}}
.notice{border:1px solid var(--line);border-left:4px solid var(--primary);border-radius:2px;background:var(--sheet);padding:12px 16px}
progress{width:100%;accent-color:var(--primary)}
.notice.good{border-left-color:var(--jade);color:inherit}.notice.warn{border-left-color:var(--ochre);color:inherit}.notice.bad{border-left-color:var(--red);color:inherit}
.errors{border:2px solid var(--red);border-radius:4px;background:var(--sheet);padding:16px 20px;margin-bottom:24px}.errors h2{color:var(--red);margin-bottom:4px}.errors a{color:var(--red)}.errors .source{margin-top:8px}
.empty{border:1px dashed var(--field);border-radius:4px;padding:28px 24px;background:var(--sheet)}.empty .buttons{margin-top:16px}
pre{margin:0}.note-text{white-space:pre-wrap;font-size:12px}.qr{width:132px;height:132px}.qr-line{display:flex;flex-wrap:wrap;align-items:center;gap:12px 20px}
.pages{display:flex;flex-wrap:wrap;align-items:center;gap:12px;margin-top:20px}
details>summary{cursor:pointer;min-height:var(--control);display:inline-flex;align-items:center;color:var(--primary);text-decoration:underline;text-underline-offset:3px;list-style:none}
summary::-webkit-details-marker{display:none}summary::before{content:"+";width:1.2em;font-weight:700;display:inline-block}[open]>summary::before{content:"\\2212"}
pre{overflow-x:auto;padding:12px;border:1px solid var(--line);font:14px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code,.code{white-space:nowrap;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em}.terms .code,.code.long{white-space:normal;overflow-wrap:anywhere}
`

const TABLES = `
table{width:100%;border-collapse:collapse;line-height:1.4;font-size:15px}.dense table{font-size:14px}.care table{font-size:18px}
caption{text-align:left;color:var(--muted);font-size:var(--small);padding-bottom:6px}
th{font-weight:400;color:var(--muted);text-align:left;font-size:14px}th,td{padding:9px 16px 9px 0;border-bottom:1px solid var(--line);vertical-align:top}
th:last-child,td:last-child{padding-right:0}tbody tr:last-child td,tbody tr:last-child th{border-bottom:0}tfoot td,tfoot th{font-weight:700;color:var(--ink);border-top:2px solid var(--ink);border-bottom:0}
tbody th{color:var(--ink);font-size:inherit}
th.num,td.num{text-align:right}
@media(min-width:641px){.ledger th:first-child,.ledger td:first-child{width:24%;min-width:8em}.ledger th:nth-child(2){width:36%}}
@media(max-width:640px){
.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.cards,.cards caption,.cards tbody,.cards tfoot,.cards tr,.cards th,.cards td{display:block}
.cards tr{padding:10px 0;border-bottom:1px solid var(--line)}.cards tbody tr:last-child{border-bottom:0}
.cards th,.cards td{border:0;padding:2px 0;text-align:left;display:grid;grid-template-columns:7em minmax(0,1fr);column-gap:12px}
.cards td.num{text-align:left}.cards th,.cards td:first-child{font-weight:600}
.cards [data-label]::before{content:attr(data-label);color:var(--muted);font-weight:400;font-size:14px}
.cards .code{white-space:normal;overflow-wrap:anywhere}.cards td:empty{display:none}.cards tfoot tr{border-top:2px solid var(--ink)}.cards tfoot th,.cards tfoot td{border:0}
.cards .bare{display:block}.cards .bare::before{content:none}
.ledger tr{display:grid;grid-template-columns:8em minmax(0,1fr);column-gap:12px}.ledger td{display:block}.ledger td:first-child{grid-row:1/3;font-weight:400;color:var(--muted)}.ledger td:nth-child(3){grid-column:2}.ledger [data-label]::before{content:none}
.care .ledger tr{display:block}
.tight tr{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));column-gap:12px}.tight td{display:flex;flex-wrap:wrap;align-items:baseline;column-gap:6px;padding:0;font-size:14px}.tight td:first-child{grid-column:1/-1}.tight [data-label]::before{font-size:13px}
}
`

const PRINT = `
@media print{
:root,.dark{--paper:#fff;--sheet:#fff;--ink:#000;--muted:#333;--line:#999}
@page{margin:16mm}
.skip,.nav,.who,.buttons,.foot a,.no-print,.filters{display:none!important}
body{font-size:10.5pt;display:block}main{max-width:none;padding:10pt 0 0}.head{border-bottom:1px solid #000}
.sheet,.slip,.rows>*,tr,.notice{break-inside:avoid}.split,.thirds,.halves{display:block}.split>*+*,.thirds>*+*,.halves>*+*{margin-top:12pt}
a{color:inherit;text-decoration:none}.qr{width:40mm;height:40mm}.meter,.seal,.mark-xin{-webkit-print-color-adjust:exact;print-color-adjust:exact}
table,.care table,.dense table{font-size:9.5pt}.source,.small,.cards th{font-size:8.5pt}.report .sheet{break-inside:auto;padding:10pt 12pt}.report h2,.report h3,thead{break-after:avoid}
details::details-content{display:block;content-visibility:visible}summary{display:none!important}
}
@media(prefers-reduced-motion:no-preference){.button,.nav a{transition:background-color .12s,color .12s}}
@media(forced-colors:active){.slip{border-top:2px dashed}.pick input{appearance:auto}.meter .t{fill:Canvas;stroke:CanvasText}.f1,.f2,.f3,.f4,.f5,.f6{fill:CanvasText}}
`

export const STYLE = [TOKENS, GROUND, FRAME, SHEETS, CONTROLS, PIECES, TABLES, PRINT].join('').replace(/\n/g, '')
