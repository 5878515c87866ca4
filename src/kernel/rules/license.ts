/** Under which licence the kernel gets an object. */
import { loaderTraits } from '../loaders.ts'
import type { CheckContext } from '../rule.ts'

export function licenseOf({ object, loader }: Pick<CheckContext, 'object' | 'loader'>): string | undefined {
  return object.license ?? loaderTraits(loader).defaultLicense
}
