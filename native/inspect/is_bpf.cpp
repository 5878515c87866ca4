#include "inspect/is_bpf.h"

#include "support/damage.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Object/ELFTypes.h"

namespace bpflinker {

using namespace llvm;

namespace {

/// What a file that is no BPF object is.
Error notBpf(StringRef Bytes) {
  if (Bytes.empty())
    return damaged("not a BPF object: the file is empty");
  switch (identify_magic(Bytes)) {
  case file_magic::bitcode:
    return damaged("not a BPF object: this is LLVM bitcode, which is linked "
                   "into an object first");
  case file_magic::archive:
    return damaged("not a BPF object: this is an archive; inspect takes one "
                   "object");
  case file_magic::macho_object:
  case file_magic::macho_executable:
    return damaged("not a BPF object: this is a Mach-O file");
  case file_magic::coff_object:
  case file_magic::pecoff_executable:
    return damaged("not a BPF object: this is a COFF or PE file");
  default:
    break;
  }
  if (Bytes.starts_with(ELF::ElfMagic))
    return damaged("an ELF file of " + Twine(Bytes.size()) +
                   " bytes, cut off within its header");
  return damaged("not a BPF object: it does not start with the ELF magic " +
                 quoted(ELF::ElfMagic) + ", but with " +
                 quoted(Bytes.take_front(4)));
}

} // namespace

Error checkIsBpf(StringRef Bytes) {
  if (!Bytes.starts_with(ELF::ElfMagic) || Bytes.size() <= ELF::EI_DATA)
    return notBpf(Bytes);
  bool Little = Bytes[ELF::EI_DATA] == ELF::ELFDATA2LSB;
  if (!Little && Bytes[ELF::EI_DATA] != ELF::ELFDATA2MSB)
    return damaged("an ELF file of no known byte order (e_ident[EI_DATA] is " +
                   Twine(unsigned(uint8_t(Bytes[ELF::EI_DATA]))) + ")");
  if (Bytes.size() < 20)
    return notBpf(Bytes);
  uint16_t Machine = support::endian::read16(
      Bytes.data() + 18, Little ? endianness::little : endianness::big);
  if (Machine != ELF::EM_BPF)
    return damaged("not a BPF object: an ELF file for machine " +
                   ELF::convertEMachineToArchName(Machine) + " (e_machine " +
                   Twine(Machine) + "); BPF is " + Twine(ELF::EM_BPF));
  if (Bytes[ELF::EI_CLASS] != ELF::ELFCLASS64)
    return damaged("an ELF file for BPF, but of 32-bit class; BPF objects are "
                   "64-bit");
  if (Bytes.size() < sizeof(object::ELF64LE::Ehdr))
    return notBpf(Bytes);
  if (Bytes.size() > UINT32_MAX)
    return damaged("an object of " + Twine(Bytes.size()) +
                   " bytes; up to 4 GiB can be read");
  return Error::success();
}

} // namespace bpflinker
