// The folders of headers in the package, and the `headers` option: folders of
// libbpf's and the kernel's headers that are searched instead of those.

#ifndef BPF_LINKER_COMPILER_HEADERS_H
#define BPF_LINKER_COMPILER_HEADERS_H

#include "compiler/compiler.h"

#include "llvm/Support/VirtualFileSystem.h"

#include <string>
#include <vector>

namespace bpflinker {

/// The package's folder of clang's own headers, absolute; empty: none.
std::string ownClangHeaders(const CompileOptions &Options,
                            llvm::StringRef WorkingDir);

/// The folders to search for libbpf's and the kernel's headers, in order,
/// absolute. Of the package none without a `HeaderDir`. Folders that the option
/// names are searched under names that only `withNamedHeaders` knows.
std::vector<std::string> headerFolders(const CompileOptions &Options,
                                       llvm::StringRef WorkingDir);

/// `Files` with the named folders at those names, where only `bpf/` of libbpf's
/// and `linux/`, `asm/` and `asm-generic/` of the kernel's are seen:
/// /usr/include for libbpf must not bring the system's linux/. Files keep their
/// real paths.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
withNamedHeaders(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files,
                 const HeaderFolders &Named, llvm::StringRef WorkingDir);

/// A path below one of those names, which is nowhere on disk.
bool isPlaceOfNamedHeaders(llvm::StringRef Path);

/// Reports an OPTION_INVALID for each folder of the option that lacks what it
/// was named for. Returns the paths, absolute, where that would have been
/// found: where one appears, the mistake may be mended.
std::vector<std::string> missingHeaders(const HeaderFolders &Named,
                                        llvm::StringRef WorkingDir,
                                        llvm::vfs::FileSystem &Files,
                                        DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
