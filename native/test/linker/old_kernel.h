// For tests of what profiles for old kernels promise.

#ifndef BPF_LINKER_TEST_LINKER_OLD_KERNEL_H
#define BPF_LINKER_TEST_LINKER_OLD_KERNEL_H

#include "test/linker/finish.h"

namespace bpflinker::test {

/// As the profile old-kernel-no-loops sets them.
inline LinkOptions oldKernel() {
  LinkOptions Options;
  Options.Cpu = "v1";
  Options.Emit = {ArtifactKind::Object, ArtifactKind::Assembly};
  Options.InlineAll = true;
  Options.Loops = Options.GlobalData = false;
  Options.DisableMemoryBuiltins = true;
  Options.MaxInstructions = 4096;
  return Options;
}

inline Finished build(llvm::StringRef Body,
                      const LinkOptions &Options = oldKernel()) {
  return finish(("target triple = \"bpf\"\n"
                 "declare i64 @kernel(i64) section \".ksyms\"\n" +
                 Body)
                    .str(),
                Options);
}

inline llvm::StringRef assembly(const Finished &F) { return F.text(1); }

inline void refuses(llvm::StringRef Body, llvm::StringRef Why,
                    const LinkOptions &Options = oldKernel()) {
  Finished F = build(Body, Options);
  CHECK(F.Artifacts.empty());
  CHECK_EQ(F.count(Code::CODEGEN_ERROR), 1u);
  CHECK_CONTAINS(F.first(Code::CODEGEN_ERROR).Message, Why);
}

/// for (i = 0; i < n && i < 16; i++) kernel(i)
inline constexpr const char *BoundedByVariable = R"(
define i64 @program(i64 %n) section "tc" {
entry:
  br label %head
head:
  %i = phi i64 [ 0, %entry ], [ %next, %body ]
  %few = icmp ult i64 %i, %n
  %low = icmp ult i64 %i, 16
  %both = select i1 %few, i1 %low, i1 false
  br i1 %both, label %body, label %done
body:
  %r = call i64 @kernel(i64 %i)
  %next = add i64 %i, 1
  br label %head
done:
  ret i64 0
}
)";

} // namespace bpflinker::test

#endif
