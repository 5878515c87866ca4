import { expect, it } from 'vitest'
import { withoutTypeNumbers } from './view.ts'

it('leaves out the numbers of types and nothing else', () => {
  const text = (id: number, field: string) => `       1:\tr1 = 0x${id.toString(16)} ll
\t\t0000000000000008:  CO-RE <local_type_id> [${id}] struct task_struct
       3:\tr2 = 0x8
\t\t0000000000000018:  CO-RE <byte_off> [${id}] struct task_struct::${field} (0:0)`
  expect(withoutTypeNumbers(text(209, 'pid'))).toBe(withoutTypeNumbers(text(218, 'pid')))
  expect(withoutTypeNumbers(text(209, 'pid'))).not.toBe(withoutTypeNumbers(text(209, 'tgid')))
  expect(withoutTypeNumbers(text(209, 'pid'))).toContain('r2 = 0x8')
})
