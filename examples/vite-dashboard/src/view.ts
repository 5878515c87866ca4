import type { ObjectMeta } from 'bpf-linker'

/** One object: its programs, its maps, and what keeps it from older kernels. */
export function objectView(meta: ObjectMeta, url: string): HTMLElement {
  const article = element('article', { id: meta.id })
  const kernel = meta.kernel === undefined ? 'no known kernel takes it' : `Linux ${meta.kernel} and later`
  const download = element('a', { href: url, download: meta.fileName }, meta.fileName)
  const facts = element('p', { className: 'facts' })
  facts.append(download, `, ${meta.size} bytes, built for ${meta.profile.name}: ${kernel}`)
  article.append(element('h2', {}, meta.id), facts, programTable(meta), mapTable(meta), requirementTable(meta))
  return article
}

function programTable({ programs }: ObjectMeta): HTMLTableElement {
  const rows = programs.map(({ name, section, instructions, kernel }) => [name, section, instructions, kernel])
  return table('Programs', ['name', 'section', 'instructions', 'from Linux'], rows)
}

function mapTable({ maps }: ObjectMeta): HTMLTableElement {
  const rows = maps.map(({ name, type, keySize, valueSize, maxEntries }) => [
    name,
    type,
    keySize,
    valueSize,
    maxEntries,
  ])
  return table('Maps', ['name', 'type', 'key', 'value', 'entries'], rows)
}

function requirementTable({ requirements }: ObjectMeta): HTMLTableElement {
  const rows = requirements.flatMap(({ program, reasons }) =>
    reasons.map(({ kernel, message, location }) => {
      const place = location === undefined ? '' : `${location.file}:${location.line}`
      return [program, kernel, message, place]
    }),
  )
  return table('Requirements', ['program', 'from Linux', 'because', 'where'], rows)
}

type Cell = string | number | undefined

function table(caption: string, head: string[], rows: Cell[][]): HTMLTableElement {
  const result = element('table', { className: caption.toLowerCase() })
  result.createCaption().textContent = caption
  const headRow = result.createTHead().insertRow()
  headRow.append(...head.map((text) => element('th', { scope: 'col' }, text)))
  const body = result.createTBody()
  for (const row of rows) body.insertRow().append(...row.map((cell) => element('td', {}, String(cell ?? '–'))))
  return result
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  text = '',
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(name), properties)
  made.textContent = text
  return made
}
