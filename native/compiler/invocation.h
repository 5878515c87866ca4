// CompileOptions as clang's CompilerInvocation. The only place that builds one.

#ifndef BPF_LINKER_COMPILER_INVOCATION_H
#define BPF_LINKER_COMPILER_INVOCATION_H

#include "compiler/compiler.h"

#include "clang/Frontend/CompilerInvocation.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <memory>

namespace bpflinker {

/// What clang is to do for `InputName`, or null after an error was reported.
/// `Files` is the file system as the compile sees it; its working directory
/// is the compile's.
std::shared_ptr<clang::CompilerInvocation>
buildInvocation(llvm::StringRef InputName, const CompileOptions &Options,
                const llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &Files,
                DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
