// The headline of SPEC section 19.4, as a browser cuts it.
(texts) => {
  const ends = "\n-\r\x1c-\x1e\x85\u2028\u2029";
  const spaces = "\t\x1f \xa0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff";
  const blank =
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f" +
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffc" +
    "\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}";
  const end = new RegExp(`[${ends}]`, "u");
  const space = new RegExp(`[${spaces}]`, "u");
  const seen = new RegExp(`[^${ends}${spaces}${blank}]`, "u");
  const bytes = (character) => new TextEncoder().encode(character).length;

  return texts.map((text) => {
    const line = [...(text.split(end).find((line) => seen.test(line)) ?? "")];
    let [first, last] = [0, line.length];
    while (first < last && space.test(line[first])) first += 1;
    while (first < last && space.test(line[last - 1])) last -= 1;
    let [cut, length] = ["", 0];
    for (const character of line.slice(first, last)) {
      length += bytes(character);
      if (length > 252) break;
      cut += character;
    }
    return cut;
  });
};
