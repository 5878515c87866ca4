import { renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Saves as many editors do: a reader finds the old text or the new one, however slow the machine is. */
export function save(file: string, text: string): void {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.swp`)
  writeFileSync(temporary, text)
  renameSync(temporary, file)
}
