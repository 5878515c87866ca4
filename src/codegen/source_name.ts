/**
 * Names as Rust has them. BTF takes letters, digits and `_`; our linker writes every other byte of a name as `_HEX_`, and
 * cuts what is longer than 128 bytes (native/linker/types/btf_names.cpp): `Foo_3C_u32_3E_` is `Foo<u32>`.
 */

/** What may be between `_`s in a name of Rust: `Foo<u32>`, `{closure_env#0}`, `(u32, &str)`, `[u8; 4]`, `*const u8`. */
const ESCAPE = /_(20|21|22|23|26|27|28|29|2A|2B|2C|2D|2E|3A|3B|3C|3D|3E|3F|5B|5D|7B|7C|7D)_/g

/** The hash at the end of a name that was cut. */
const CUT = /^(.{111})_[0-9a-f]{16}$/s

/** The name as the source has it; the same where it is no name of Rust. */
export function sourceName(name: string): string {
  if (!/_[2357][0-9A-F]_/.test(name)) return name
  const cut = CUT.exec(name)?.[1]
  const plain = unescaped(cut ?? name)
  if (cut !== undefined) return looksLikeRust(plain, false) ? `${plain}…` : name
  return looksLikeRust(plain, true) ? plain : name
}

function unescaped(name: string): string {
  return name.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** A C name may have `_28_` in it by chance, but no pairs of brackets. */
function looksLikeRust(name: string, whole: boolean): boolean {
  if (/^[&*][a-z(['_]/i.test(name)) return true
  if (!/[<({[]/.test(name)) return false
  if (!whole) return true
  const open: string[] = []
  for (const char of name.replaceAll('->', '')) {
    if ('<({['.includes(char)) open.push({ '<': '>', '(': ')', '{': '}', '[': ']' }[char] ?? '')
    else if ('>)}]'.includes(char) && open.pop() !== char) return false
  }
  return open.length === 0
}

/** An identifier of it that can be read: `Foo<u32>` → `Foo_u32`. */
export function readableName(name: string): string {
  const source = sourceName(name)
  return source === name ? name : source.replace(/[^A-Za-z0-9_$]+/g, '_').replace(/(?<=.)_$/, '')
}
