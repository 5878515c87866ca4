// Every option, once: parsing, --help and "did you mean" read this table.

#ifndef BPF_LINKER_CLI_OPTION_TABLE_H
#define BPF_LINKER_CLI_OPTION_TABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace bpflinker {

enum class OptionId {
  Output,
  Emit,
  Target,
  Cpu,
  CpuFeatures,
  Optimize,
  Btf,
  Export,
  ExportSymbols,
  UnrollLoops,
  IgnoreInlineNever,
  DisableMemoryBuiltins,
  DisableExpandMemcpyInOrder,
  ExpandMemcpyInOrder,
  AllowBpfTrap,
  AllowUnresolved,
  LlvmArgs,
  FatalErrors,
  Profile,
  Include,
  LibbpfHeaders,
  LinuxHeaders,
  Define,
  Cflags,
  DumpModule,
  Relocatable,
  LogFile,
  LogLevel,
  Help,
  Version,
  /// Accepted for rustc, wasm-ld and existing scripts; no effect.
  Ignored,
};

struct OptionSpec {
  OptionId Id;
  /// The heading it stands under in --help; empty: not shown.
  llvm::StringLiteral Section;
  /// Without dashes; empty: none.
  llvm::StringLiteral Long;
  /// 0: none.
  char Short;
  /// Empty: takes no value.
  llvm::StringLiteral Value;
  /// Lines of the help text.
  llvm::StringLiteral Help;
  /// Values may begin with a dash ("--llvm-args -unroll-count=4").
  bool DashValues = false;
  /// It may stand without a value; one is joined to it ("--option=value").
  bool OptionalValue = false;
};

llvm::ArrayRef<OptionSpec> optionTable();

} // namespace bpflinker

#endif
