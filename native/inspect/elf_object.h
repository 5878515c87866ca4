// An ELF file of machine BPF as plain tables, either byte order. Nothing here
// points outside the file, and nothing is larger than the file is.

#ifndef BPF_LINKER_INSPECT_ELF_OBJECT_H
#define BPF_LINKER_INSPECT_ELF_OBJECT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bpflinker {

/// The bytes of a SHT_REL or SHT_RELA section.
struct ElfRelocationTable {
  llvm::StringRef Contents;
  bool HasAddends = false;

  size_t entrySize() const { return HasAddends ? 24 : 16; }
  size_t count() const { return Contents.size() / entrySize(); }
};

struct ElfSection {
  llvm::StringRef Name;
  /// SHT_* and SHF_*.
  uint32_t Type = 0;
  uint64_t Flags = 0;
  uint64_t Size = 0;
  /// The bytes; empty where the file has none (SHT_NOBITS).
  llvm::StringRef Contents;
  /// What is to be applied to this section.
  std::vector<ElfRelocationTable> RelocationTables;

  /// Whether it holds instructions: as libbpf asks, bytes that are executable.
  bool isCode() const;
  /// How many relocations apply to it.
  uint64_t relocationCount() const;
};

struct ElfSymbol {
  llvm::StringRef Name;
  /// Index into `Sections`; 0 when undefined or absolute.
  uint32_t Section = 0;
  bool Absolute = false;
  uint64_t Value = 0;
  uint64_t Size = 0;
  /// STB_*, STT_*, STV_*.
  uint8_t Binding = 0;
  uint8_t Type = 0;
  uint8_t Visibility = 0;

  bool isUndefined() const { return Section == 0 && !Absolute; }
  bool isWeak() const;
};

struct ElfRelocation {
  /// Bytes from the start of the section.
  uint64_t Offset = 0;
  /// Index into `Symbols`; 0 is no symbol.
  uint32_t Symbol = 0;
  /// R_BPF_*.
  uint32_t Type = 0;
  /// Of SHT_RELA; 0 for SHT_REL, whose addend is in the section's bytes.
  int64_t Addend = 0;
};

struct ElfObject {
  llvm::endianness Endian = llvm::endianness::little;
  uint64_t Size = 0;
  /// By ELF index: the first of each is the null entry.
  std::vector<ElfSection> Sections;
  std::vector<ElfSymbol> Symbols;

  /// The first section of that name, or null.
  const ElfSection *find(llvm::StringRef Name) const;
  uint32_t indexOf(const ElfSection &S) const { return &S - Sections.data(); }

  /// The relocations of a section by offset. Read on demand: those of debug
  /// sections can be most of a file. Offsets and symbols are in range.
  llvm::Expected<std::vector<ElfRelocation>>
  relocations(const ElfSection &S) const;

  /// A symbol's name; of a section symbol, its section's.
  llvm::StringRef nameOf(const ElfSymbol &S) const;

  /// `S`'s bytes with its 32-bit relocations applied: what compilers leave open
  /// in .BTF (offsets of variables) and .BTF.ext (offsets of instructions).
  llvm::Expected<std::string> relocated(const ElfSection &S) const;
};

/// Reads the tables. The error says what the bytes are, when they are no BPF
/// object, or what is damaged.
llvm::Expected<ElfObject> readElf(llvm::StringRef Bytes);

} // namespace bpflinker

#endif
