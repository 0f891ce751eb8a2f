'use strict';
(function () {
  const $ = id => document.getElementById(id);
  const said = JSON.parse($('said').textContent), rows = JSON.parse($('rows').textContent);
  const MOST = 50, parcels = new Map();

  // Raw deflate (RFC 1951), so that no version of a browser has to bring its own.
  const LB = [3,4,5,6,7,8,9,10,11,13,15,17,19,23,27,31,35,43,51,59,67,83,99,115,131,163,195,227,258];
  const LX = [0,0,0,0,0,0,0,0,1,1,1,1,2,2,2,2,3,3,3,3,4,4,4,4,5,5,5,5,0];
  const DB = [1,2,3,4,5,7,9,13,17,25,33,49,65,97,129,193,257,385,513,769,1025,1537,2049,3073,4097,6145,8193,12289,16385,24577];
  const DX = [0,0,0,0,1,1,2,2,3,3,4,4,5,5,6,6,7,7,8,8,9,9,10,10,11,11,12,12,13,13];
  const ORDER = [16,17,18,0,8,7,9,6,10,5,11,4,12,3,13,2,14,1,15];
  function inflate(from) {
    let at = 0, hold = 0, have = 0, to = new Uint8Array(1 << 18), end = 0;
    const bits = n => {
      while (have < n) { hold |= from[at++] << have; have += 8; }
      const value = hold & ((1 << n) - 1);
      hold >>>= n; have -= n;
      return value;
    };
    const tree = lengths => {
      const count = new Uint16Array(16), next = new Uint16Array(16), signs = [];
      for (const length of lengths) count[length]++;
      count[0] = 0;
      for (let i = 1; i < 16; i++) next[i] = next[i - 1] + count[i - 1];
      lengths.forEach((length, sign) => { if (length) signs[next[length]++] = sign; });
      return { count, signs };
    };
    const sign = ({ count, signs }) => {
      for (let i = 1, code = 0, first = 0, index = 0; i < 16; i++) {
        code |= bits(1);
        if (code - count[i] < first) return signs[index + code - first];
        index += count[i]; first = (first + count[i]) << 1; code <<= 1;
      }
      throw new Error('deflate');
    };
    const room = n => {
      if (end + n > to.length) { const more = new Uint8Array(2 * (end + n)); more.set(to); to = more; }
    };
    for (let last = 0; !last;) {
      last = bits(1);
      const kind = bits(2);
      if (kind === 0) {
        hold = have = 0;
        const n = from[at] | from[at + 1] << 8;
        at += 4; room(n);
        to.set(from.subarray(at, at + n), end);
        at += n; end += n;
        continue;
      }
      let literal, distance;
      if (kind === 1) {
        literal = tree(Array.from({ length: 288 }, (_, i) => i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
        distance = tree(Array(30).fill(5));
      } else {
        const nl = bits(5) + 257, nd = bits(5) + 1, nc = bits(4) + 4, code = Array(19).fill(0), all = [];
        for (let i = 0; i < nc; i++) code[ORDER[i]] = bits(3);
        const lengths = tree(code);
        while (all.length < nl + nd) {
          const s = sign(lengths);
          if (s < 16) { all.push(s); continue; }
          const what = s === 16 ? all[all.length - 1] : 0;
          for (let n = s === 16 ? 3 + bits(2) : s === 17 ? 3 + bits(3) : 11 + bits(7); n > 0; n--) all.push(what);
        }
        literal = tree(all.slice(0, nl));
        distance = tree(all.slice(nl));
      }
      for (;;) {
        const s = sign(literal);
        if (s === 256) break;
        if (s < 256) { room(1); to[end++] = s; continue; }
        let n = LB[s - 257] + bits(LX[s - 257]);
        const d = sign(distance), back = DB[d] + bits(DX[d]);
        for (room(n); n > 0; n--, end++) to[end] = to[end - back];
      }
    }
    return to.subarray(0, end);
  }

  function parcel(number) {
    if (!parcels.has(number)) {
      const bytes = Uint8Array.from(atob($('p' + number).textContent), c => c.charCodeAt(0));
      parcels.set(number, JSON.parse(new TextDecoder().decode(inflate(bytes))));
    }
    return parcels.get(number);
  }

  const make = (tag, kind, text) => {
    const element = document.createElement(tag);
    if (kind) element.className = kind;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  function node([head, lines, below], texts, depth) {
    if (!lines.length && !below.length) return make('div', 'node leaf', texts[head]);
    const box = make('details', 'node');
    box.append(make('summary', '', texts[head]));
    for (const line of lines) box.append(make('p', '', texts[line]));
    for (const child of below) box.append(node(child, texts, depth + 1));
    box.open = depth < 1;
    return box;
  }

  function why(index) {
    const { texts, rows } = parcel(Math.floor(index / said.parcel));
    const [cells, origin, nodes] = rows[index % said.parcel];
    const box = make('div', 'why'), list = make('dl');
    cells.forEach((cell, i) => {
      if (!texts[cell]) return;
      const pair = make('div');
      pair.append(make('dt', '', said.heads[i]), make('dd', '', texts[cell]));
      list.append(pair);
    });
    box.append(list);
    for (const open of [true, false]) {
      const button = make('button', '', open ? said.open : said.fold);
      button.type = 'button';
      button.onclick = () => box.querySelectorAll('details').forEach(one => { one.open = open; });
      box.append(button);
    }
    nodes.forEach((one, i) => box.append(node(one, texts, i ? 1 : 0)));
    if (texts[origin]) box.append(make('p', 'quiet', said.data + texts[origin]));
    return box;
  }

  const plain = rows.map(row => row.join('\n').toLowerCase());

  function entry(index) {
    const [key, name, value, reasons] = rows[index], box = make('details', 'row'), line = make('summary');
    line.append(make('span', 'k', key), make('span', 'w', name), make('span', 'v', value));
    if (reasons) line.append(make('span', 'r', reasons));
    box.append(line);
    box.addEventListener('toggle', () => {
      if (!box.open) return;
      if (box.childElementCount < 2) box.append(why(index));
      history.replaceState(null, '', '#row=' + encodeURIComponent(key));
    });
    return box;
  }

  function search(only) {
    const wanted = $('q').value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const hits = [];
    if (only !== undefined) hits.push(only);
    else plain.forEach((text, i) => { if (wanted.every(word => text.includes(word))) hits.push(i); });
    const list = $('list');
    list.replaceChildren(...hits.slice(0, MOST).map(entry));
    const words = !hits.length ? said.none : hits.length > MOST ? said.some : said.all;
    $('hits').textContent = words.replace('{n}', hits.length).replace('{m}', MOST);
    if (hits.length === 1) list.firstElementChild.open = true;
  }

  function jump() {
    const found = /^#row=(.*)$/.exec(location.hash);
    if (!found) return false;
    const key = decodeURIComponent(found[1]), index = rows.findIndex(row => row[0] === key);
    $('q').value = key;
    search(index < 0 ? undefined : index);
    $('search').scrollIntoView();
    return true;
  }

  $('q').addEventListener('input', () => search());
  window.addEventListener('hashchange', jump);
  if (!jump()) search();
})();
