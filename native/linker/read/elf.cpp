#include "linker/read/elf.h"

#include "linker/read/bitcode.h"

#include "llvm/Object/ELFObjectFile.h"

using namespace llvm;

namespace bpflinker {

Expected<ElfBitcode> findElfBitcode(MemoryBufferRef File) {
  // Reads the section headers, and fails where they are damaged.
  auto Object = object::ObjectFile::createELFObjectFile(File);
  if (!Object)
    return Object.takeError();
  ElfBitcode Result;
  Result.Machine = cast<object::ELFObjectFileBase>(**Object).getEMachine();

  std::vector<StringRef> Lto, Embedded;
  for (const object::SectionRef &Section : (*Object)->sections()) {
    Expected<StringRef> Name = Section.getName();
    if (!Name)
      return Name.takeError();
    if (*Name != ".llvm.lto" && *Name != ".llvmbc")
      continue;
    Expected<StringRef> Contents = Section.getContents();
    if (!Contents)
      return Contents.takeError();
    // `-fembed-bitcode-marker` leaves a section of one byte.
    if (isBitcode(*Contents))
      (*Name == ".llvm.lto" ? Lto : Embedded).push_back(*Contents);
  }
  Result.Sections = std::move(Lto.empty() ? Embedded : Lto);
  return Result;
}

} // namespace bpflinker
