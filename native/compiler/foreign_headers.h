// Folders of another clang's own headers on the search path. Makefiles pass the
// folder of the clang that is installed ("-idirafter
// /usr/lib/llvm-19/lib/clang/19/include"), as it is the first of what
// `clang -v` lists.

#ifndef BPF_LINKER_COMPILER_FOREIGN_HEADERS_H
#define BPF_LINKER_COMPILER_FOREIGN_HEADERS_H

#include "clang/Lex/HeaderSearchOptions.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace bpflinker {

/// `Files` as a search with `Options` is to see them: where a folder is
/// another clang's, what `Own` (absolute, the folder of our clang's headers)
/// has is not there; the rest of it is. `Files` itself where `Own` is not
/// searched.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
withoutForeignHeaders(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files,
                      const clang::HeaderSearchOptions &Options,
                      llvm::StringRef Own, llvm::StringRef WorkingDir);

} // namespace bpflinker

#endif
