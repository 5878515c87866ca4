#include "linker/read/archive.h"

using namespace llvm;

namespace bpflinker {

static Diagnostic corruptArchive(StringRef Name, Error Problem) {
  return error(Code::ARCHIVE_CORRUPT,
               (Name + ": damaged archive: " + toString(std::move(Problem)))
                   .str())
      .atFile(Name)
      .hint(
          "build the archive again (llvm-ar rcs); it may have been cut short");
}

/// Every failure of a member of a regular archive is the archive's; one of a
/// thin archive may be a file that has gone.
static Diagnostic lostMember(StringRef Name, StringRef Member, bool IsThin,
                             Error Problem) {
  if (!IsThin)
    return corruptArchive(Name, std::move(Problem));
  return error(Code::INPUT_NOT_FOUND, (Name + "(" + Member +
                                       "): the thin archive names a file that "
                                       "cannot be read: " +
                                       toString(std::move(Problem)))
                                          .str())
      .atFile(Name)
      .hint("a thin archive holds only paths; keep its members where they were "
            "when it was made, or make a regular archive");
}

void visitMembers(StringRef Name, MemoryBufferRef File, OpenInputs &Opened,
                  DiagnosticSink &Diagnostics, MemberVisitor Visit) {
  // Members of a thin archive are found relative to the identifier's folder.
  auto Archive = object::Archive::create({File.getBuffer(), Name});
  if (!Archive) {
    Diagnostics.report(corruptArchive(Name, Archive.takeError()));
    return;
  }
  object::Archive &A = **Archive;
  Opened.Archives.push_back(std::move(*Archive));

  // All headers first: a member whose size is wrong takes the rest along.
  std::vector<object::Archive::Child> Children;
  Error Broken = Error::success();
  for (const object::Archive::Child &Child : A.children(Broken))
    Children.push_back(Child);
  if (Broken) {
    Diagnostics.report(corruptArchive(Name, std::move(Broken)));
    return;
  }
  for (const object::Archive::Child &Child : Children) {
    Expected<StringRef> Member = Child.getName();
    if (!Member) {
      Diagnostics.report(corruptArchive(Name, Member.takeError()));
      return;
    }
    Expected<StringRef> Bytes = Child.getBuffer();
    if (!Bytes) {
      Diagnostics.report(
          lostMember(Name, *Member, A.isThin(), Bytes.takeError()));
      continue;
    }
    Visit(*Member, {*Bytes, *Member});
  }
}

} // namespace bpflinker
