// The functions of an object and whom they call.
//
// As libbpf has it (bpf_object__add_programs, prog_is_subprog): every function
// symbol in a code section is a function; those in .text are subprograms, which
// are appended to the programs that call them, all others are programs. A lone
// function in .text is a program, for old objects without sections.

#ifndef BPF_LINKER_INSPECT_PROGRAMS_H
#define BPF_LINKER_INSPECT_PROGRAMS_H

#include "bpf/instruction.h"
#include "inspect/elf_object.h"
#include "inspect/externs.h"

#include "llvm/ADT/ArrayRef.h"

#include <optional>
#include <vector>

namespace bpflinker {

enum class CallKind {
  /// Of the kernel, by id.
  Helper,
  /// A function of this object.
  Subprogram,
  /// A function of this object whose address is taken (callbacks).
  Callback,
  /// A kernel function, by name (or by BTF id in an object without relocation).
  Kfunc,
  /// An undefined function that is no kfunc.
  Extern,
  /// Through a register (callx).
  Indirect,
  /// A place in this object where no function starts.
  Unknown,
};

struct Call {
  CallKind Kind;
  /// Bytes from the start of the section.
  uint64_t Offset;
  /// Helper: its id. Kfunc without symbol: its BTF id. Indirect: the register.
  int32_t Number = 0;
  /// Kfunc, Extern: the symbol. Subprogram, Callback: index into Functions.
  uint32_t Target = 0;
};

struct Function {
  llvm::StringRef Name;
  uint32_t Section = 0;
  /// Bytes from the start of the section, and bytes.
  uint64_t Offset = 0;
  uint64_t Size = 0;
  uint8_t Binding = 0;
  uint8_t Visibility = 0;
  bool IsProgram = false;
  std::vector<Call> Calls;
  /// Instructions with every subprogram that it reaches, each once: what is
  /// loaded. Nothing when it reaches more than the kernel takes.
  std::optional<uint64_t> LoadedInstructions;
};

struct FunctionTable {
  /// By section, then offset.
  std::vector<Function> Functions;
  /// Of code sections, by ELF index of the section.
  std::vector<std::vector<ElfRelocation>> Relocations;
};

llvm::Expected<FunctionTable> readFunctions(const ElfObject &Object,
                                            llvm::ArrayRef<Extern> Externs);

} // namespace bpflinker

#endif
