// _dl_find_object of glibc 2.35 (elf/dl-find_object.c), by which libgcc finds
// the unwind tables of code; here by dl_iterate_phdr, as libgcc did before.

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

namespace {

struct Search {
  ElfW(Addr) Address;
  dl_find_object *Result;
};

int lookInto(dl_phdr_info *Info, size_t, void *Data) {
  auto &Wanted = *static_cast<Search *>(Data);
  ElfW(Addr) Begin = ~ElfW(Addr)(0), End = 0;
  const ElfW(Phdr) *Frames = nullptr;
  bool Found = false;
  for (unsigned I = 0; I != Info->dlpi_phnum; ++I) {
    const ElfW(Phdr) &Header = Info->dlpi_phdr[I];
    if (Header.p_type == PT_GNU_EH_FRAME)
      Frames = &Header;
    if (Header.p_type != PT_LOAD)
      continue;
    ElfW(Addr) From = Info->dlpi_addr + Header.p_vaddr;
    Begin = From < Begin ? From : Begin;
    End = From + Header.p_memsz > End ? From + Header.p_memsz : End;
    Found |= Wanted.Address >= From && Wanted.Address < From + Header.p_memsz;
  }
  if (!Found || !Frames)
    return 0;
  dl_find_object &Result = *Wanted.Result;
  Result = {};
  Result.dlfo_map_start = reinterpret_cast<void *>(Begin);
  Result.dlfo_map_end = reinterpret_cast<void *>(End);
  Result.dlfo_eh_frame =
      reinterpret_cast<void *>(Info->dlpi_addr + Frames->p_vaddr);
  return 1;
}

} // namespace

extern "C" __attribute__((visibility("hidden"))) int
_dl_find_object(void *Address, dl_find_object *Result) {
  Search Wanted{reinterpret_cast<ElfW(Addr)>(Address), Result};
  return dl_iterate_phdr(lookInto, &Wanted) ? 0 : -1;
}
