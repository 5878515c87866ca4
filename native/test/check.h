// Assertions of the C++ tests. A test is an executable of plain functions: each
// failed check prints where it stands and what it found, and the process exits
// with 1 when any failed.
//
//   static void addsUp() { CHECK_EQ(1 + 1, 2); }
//   int main() { addsUp(); return bpflinker::test::result(); }

#ifndef BPF_LINKER_TEST_CHECK_H
#define BPF_LINKER_TEST_CHECK_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"

namespace bpflinker::test {

inline unsigned &failures() {
  static unsigned Count = 0;
  return Count;
}

inline void fail(const char *File, int Line, const llvm::Twine &What) {
  ++failures();
  llvm::errs() << File << ":" << Line << ": " << What << "\n";
}

template <typename A, typename B>
void checkEqual(const char *File, int Line, const char *Text, const A &Found,
                const B &Expected) {
  if (Found == Expected)
    return;
  fail(File, Line, Text);
  llvm::errs() << "  found:    " << Found << "\n  expected: " << Expected
               << "\n";
}

inline void checkContains(const char *File, int Line, llvm::StringRef Text,
                          llvm::StringRef Part) {
  if (Text.contains(Part))
    return;
  fail(File, Line, "text lacks a part");
  llvm::errs() << "  text: " << Text << "\n  part: " << Part << "\n";
}

/// The exit status of the test.
inline int result() { return failures() == 0 ? 0 : 1; }

} // namespace bpflinker::test

#define CHECK(CONDITION)                                                       \
  do {                                                                         \
    if (!(CONDITION))                                                          \
      bpflinker::test::fail(__FILE__, __LINE__, #CONDITION);                   \
  } while (false)

#define CHECK_EQ(FOUND, EXPECTED)                                              \
  bpflinker::test::checkEqual(__FILE__, __LINE__, #FOUND " == " #EXPECTED,     \
                              FOUND, EXPECTED)

#define CHECK_CONTAINS(TEXT, PART)                                             \
  bpflinker::test::checkContains(__FILE__, __LINE__, TEXT, PART)

#endif
