// Reading symbol tables without parsing modules.
//
// With a BitstreamCursor, only the records of the MODULE block itself are read
// (GLOBALVAR, FUNCTION, ALIAS, IFUNC, ASM, SECTIONNAME, COMDAT, TRIPLE,
// DATALAYOUT); every block inside it is skipped by its length, and reading
// stops at the first function body, which comes after all of them. Names are
// slices of the string table. 38 modules of a Rust program take about 1 ms,
// opening each lazily takes 9.
//
// Record layouts: BitcodeWriter.cpp, ModuleBitcodeWriter::writeModuleInfo;
// LLVM reads them in BitcodeReader.cpp, parseGlobalVarRecord,
// parseFunctionRecord and parseGlobalIndirectSymbolRecord.

#ifndef BPF_LINKER_LINKER_READ_SCAN_H
#define BPF_LINKER_LINKER_READ_SCAN_H

#include "linker/read/input.h"
#include "linker/read/symbols.h"

namespace bpflinker {

/// The symbol table of a module that is parsed, or opened lazily.
ModuleSymbols symbolsOf(const llvm::Module &M, llvm::StringSaver &Strings);

/// Reads the records. Fails on damage and on bitcode from before LLVM 5, whose
/// names are not in a string table.
llvm::Expected<ModuleSymbols> scanBitcode(const llvm::BitcodeModule &Bitcode,
                                          llvm::StringSaver &Strings);

/// The symbol tables of all pieces, in their order. A module that cannot be
/// scanned is opened with LLVM's reader instead, and reported when that fails.
std::vector<ModuleSymbols> scanAll(OpenInputs &Opened,
                                   llvm::LLVMContext &Context,
                                   DiagnosticSink &Diagnostics);

/// Whether only the BPF target's early passes understand an intrinsic
/// (read/prepare.h, runEarlyPasses).
bool needsEarlyPasses(llvm::StringRef IntrinsicName);

} // namespace bpflinker

#endif
