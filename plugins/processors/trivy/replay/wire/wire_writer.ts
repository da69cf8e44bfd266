const TEXT = 2;

/** Writes a protobuf message whose fields are texts: numbers of fields, with their text. */
export function writeTexts(fields: readonly (readonly [field: number, text: string])[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([field, text]) => {
      const bytes = Buffer.from(text);
      return [writeVarint(field * 8 + TEXT), writeVarint(bytes.length), bytes];
    }),
  );
}

function writeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
