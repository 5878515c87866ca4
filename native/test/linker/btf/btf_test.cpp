// What becomes of the BTF that LLVM emits: the least of it, in its place.

#include "test/linker/finish.h"

#include "linker/btf/elf_sections.h"
#include "linker/btf/minimize.h"

#include "llvm/DebugInfo/BTF/BTF.h"
#include "llvm/Object/ELFObjectFile.h"

using namespace bpflinker;
using namespace bpflinker::test;
using namespace llvm;

namespace {

/// Types by hand.
class Types {
public:
  uint32_t add(BtfKind Kind, StringRef Name, uint32_t SizeOrType,
               ArrayRef<uint32_t> Rest = {}, unsigned Elements = 0,
               bool Flag = false) {
    SmallVector<uint32_t> Words{
        Btf.addString(Name),
        uint32_t(Kind) << 24 | Elements | uint32_t(Flag) << 31, SizeOrType};
    append_range(Words, Rest);
    Btf.append(Words);
    return ++Last;
  }
  uint32_t integer(StringRef Name) { return add(BtfKind::Int, Name, 4, {32}); }
  uint32_t pointer(uint32_t To) { return add(BtfKind::Ptr, "", To); }
  uint32_t structure(StringRef Name, StringRef Member, uint32_t Type) {
    return add(BtfKind::Struct, Name, 8, {Btf.addString(Member), Type, 0}, 1);
  }
  uint32_t variable(StringRef Name, uint32_t Type) {
    return add(BtfKind::Var, Name, Type, {1});
  }
  uint32_t tag(StringRef Name, uint32_t On) {
    return add(BtfKind::DeclTag, Name, On, {~0u});
  }
  BtfWriter Btf;

private:
  uint32_t Last = 0;
};

/// Calls `Do` with what was written, read again.
template <typename Function>
void reread(const BtfWriter &Written, Function Do) {
  std::string Bytes = Written.write(endianness::big);
  Expected<BtfSection> Read = BtfSection::read(Bytes, endianness::big);
  CHECK(bool(Read));
  if (Read)
    Do(*Read);
  else
    consumeError(Read.takeError());
}

/// One type a word: kind, name, what it refers to: "ptr>2 struct:s:m>1".
std::string show(const BtfSection &Btf) {
  std::string Text;
  for (BtfId Id = 1; Id != Btf.size(); ++Id) {
    Text += (Id == 1 ? "" : " ") + btfKindName(Btf.kind(Id)).str();
    forEachBtfWord(Btf.words(Id), [&](BtfWord Role, uint32_t Word) {
      if (Role == BtfWord::Name && Word)
        Text += (":" + Btf.string(Word)).str();
      else if (Role == BtfWord::Type)
        Text += ">" + std::to_string(Word);
    });
  }
  return Text;
}

std::string minimized(const Types &T, ArrayRef<uint32_t> Used = {}) {
  std::string Text;
  reread(T.Btf, [&](const BtfSection &Old) {
    reread(minimizeBtf(Old, Used).Types,
           [&](const BtfSection &New) { Text = show(New); });
  });
  return Text;
}

void keepsWhatIsReferredTo() {
  Types T;
  uint32_t Int = T.integer("int");
  T.integer("unused");
  uint32_t S = T.structure("s", "m", Int);
  T.variable("v", T.pointer(S));
  CHECK_EQ(minimized(T), "var:v>2 ptr>3 struct:s:m>4 int:int");
  // Something outside refers to it.
  CHECK_EQ(minimized(T, {2}), "var:v>2 ptr>3 struct:s:m>4 int:int int:unused");
}

void makesEqualOnesOne() {
  Types T;
  uint32_t A = T.structure("s", "next", 2); // a list
  T.pointer(A);
  uint32_t B = T.structure("s", "next", 4);
  T.pointer(B);
  T.variable("a", A);
  T.variable("b", B);
  CHECK_EQ(minimized(T), "var:a>2 struct:s:next>3 ptr>2 var:b>2");
  // Equal variables are two all the same.
  Types Two;
  uint32_t Int = Two.integer("int");
  Two.variable("v", Int);
  Two.variable("v", Int);
  CHECK_EQ(minimized(Two), "var:v>2 int:int var:v>2");
}

void joinsDeclarations() {
  Types T;
  uint32_t Declared = T.add(BtfKind::Fwd, "s", 0);
  uint32_t Int = T.integer("int");
  T.variable("p", T.pointer(Declared));
  T.variable("s", T.structure("s", "m", Int));
  CHECK_EQ(minimized(T), "var:p>2 ptr>3 struct:s:m>4 int:int var:s>3");
  // A union of that name is something else.
  Types Other;
  Other.variable("p",
                 Other.pointer(Other.add(BtfKind::Fwd, "s", 0, {}, 0, true)));
  Other.variable("s", Other.structure("s", "m", 0));
  CHECK_EQ(minimized(Other), "var:p>2 ptr>3 fwd:s var:s>5 struct:s:m>0");
}

void tellsTypesOfOneNameApart() {
  Types T;
  uint32_t Int = T.integer("int"), Long = T.integer("long");
  uint32_t Declared = T.add(BtfKind::Fwd, "s", 0);
  T.variable("a", T.structure("s\1"
                              "0",
                              "m", Int));
  T.variable("b", T.structure("s\1"
                              "1",
                              "m", Long));
  T.variable("c", T.pointer(Declared));
  CHECK_EQ(minimized(T), "var:a>2 struct:s:m>3 int:int var:b>5 struct:s:m>6 "
                         "int:long var:c>8 ptr>9 fwd:s");
}

void keepsTags() {
  Types T;
  uint32_t Int = T.integer("int");
  uint32_t A = T.structure("s", "m", Int);
  T.tag("hello", A);
  uint32_t B = T.structure("s", "m", Int);
  T.variable("a", A);
  T.variable("b", B);
  CHECK_EQ(minimized(T), "var:a>2 struct:s:m>3 int:int declTag:hello>2 var:b>6 "
                         "struct:s:m>3");
  uint32_t C = T.structure("s", "m", Int);
  T.tag("hello", C);
  T.variable("c", C);
  CHECK_EQ(minimized(T), "var:a>2 struct:s:m>3 int:int declTag:hello>2 var:b>6 "
                         "struct:s:m>3 var:c>2");
}

void storesEachStringOnce() {
  Types T;
  uint32_t Int = T.integer("x");
  T.variable("x", T.structure("x", "x", Int));
  T.integer("gone");
  reread(T.Btf, [](const BtfSection &Old) {
    std::string Section = minimizeBtf(Old, {}).Types.write(endianness::big);
    CHECK(StringRef(Section).ends_with(StringRef("\0x\0", 3)));
  });
}

void refusesWhatIsBroken() {
  Types T;
  T.variable("v", T.integer("int"));
  std::string Section = T.Btf.write(endianness::little);
  auto Reads = [](StringRef Bytes) {
    Expected<BtfSection> Read = BtfSection::read(Bytes, endianness::little);
    bool Good = bool(Read);
    consumeError(Read.takeError());
    return Good;
  };
  CHECK(Reads(Section));
  for (size_t Size = 0; Size != Section.size(); ++Size)
    CHECK(!Reads(StringRef(Section).take_front(Size)));
  // A variable of a type that is not there.
  std::string Dangling = Section;
  Dangling[sizeof(BTF::Header) + 4 * sizeof(uint32_t) + 8] = 9;
  CHECK(!Reads(Dangling));
}

constexpr const char *Program = R"(
@counter = global i32 7, section ".data.x", !dbg !10
@other = global i32 8, section ".data.x", !dbg !12
define i64 @program(i64 %x) section "tc" !dbg !4 {
  ret i64 %x, !dbg !7
}
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug, globals: !14)
!1 = !DIFile(filename: "src/prog.c", directory: "/home/me/project")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !{i32 7, !"Dwarf Version", i32 5}
!4 = distinct !DISubprogram(name: "program", file: !1, line: 20, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DISubroutineType(types: !6)
!6 = !{null}
!7 = !DILocation(line: 21, column: 10, scope: !4)
!8 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!9 = distinct !DIGlobalVariable(name: "counter", scope: !0, file: !1, type: !8, isDefinition: true)
!10 = !DIGlobalVariableExpression(var: !9, expr: !DIExpression())
!11 = distinct !DIGlobalVariable(name: "other", scope: !0, file: !1, type: !8, isDefinition: true)
!12 = !DIGlobalVariableExpression(var: !11, expr: !DIExpression())
!14 = !{!10, !12}
)";

Finished emitted(StringRef Target, LinkOptions Options = {}) {
  Options.Btf = true;
  Options.Target = Target.str();
  return finish(("target triple = \"" + Target + "\"\n" + Program).str(),
                Options, {"program", "counter", "other"});
}

std::string sectionNames(StringRef Object) {
  auto File = object::ObjectFile::createObjectFile({Object, "object"});
  std::string Names;
  if (!File) {
    consumeError(File.takeError());
    return "no object";
  }
  for (const object::SectionRef &Section : (*File)->sections())
    if (auto Name = Section.getName())
      Names += (*Name + " ").str();
    else
      consumeError(Name.takeError());
  return Names;
}

void dataSectionsAreComplete() {
  for (StringRef Target : {"bpfel", "bpfeb"}) {
    Finished F = emitted(Target);
    SmallVector<char> Object(F.text().begin(), F.text().end());
    auto Bytes = findSection(Object, ".BTF");
    auto Read = BtfSection::read({Bytes.data(), Bytes.size()},
                                 Target == "bpfel" ? endianness::little
                                                   : endianness::big);
    CHECK(bool(Read));
    if (!Read) {
      consumeError(Read.takeError());
      continue;
    }
    unsigned Sections = 0;
    for (unsigned Id = 1; Id != Read->size(); ++Id)
      if (Read->kind(Id) == BtfKind::DataSec) {
        ArrayRef<uint32_t> Words = Read->words(Id);
        CHECK_EQ(Read->string(Words[0]), ".data.x");
        CHECK_EQ(Words[2], 8u); // its size
        CHECK_EQ(Words[4], 0u); // the offsets of both variables
        CHECK_EQ(Words[7], 4u);
        ++Sections;
      }
    CHECK_EQ(Sections, 1u);
    std::string Names = sectionNames(F.text());
    CHECK(!StringRef(Names).contains(".rel.BTF"));
    CHECK(!StringRef(Names).contains(".debug"));
  }
}

void pathsAreStripped() {
  LinkOptions Options;
  CHECK_CONTAINS(emitted("bpf").text(), "/home/me/project/src/prog.c");
  Options.StripPathPrefix = "/home/me/project/";
  Finished F = emitted("bpf", Options);
  CHECK_CONTAINS(F.text(), StringRef("\0src/prog.c\0", 12));
  CHECK(!F.text().contains("/home/me"));
  Options.StripPathPrefix = "/home/me/proj";
  CHECK_CONTAINS(emitted("bpf", Options).text(), "/home/me/project/src/prog.c");
}

void dwarfIsKeptWhereAskedFor() {
  LinkOptions Options;
  Options.KeepDwarf = true;
  std::string Names = sectionNames(emitted("bpf", Options).text());
  CHECK_CONTAINS(Names, ".debug_info");
  CHECK_CONTAINS(Names, ".BTF.ext");
}

void sectionsCanBeReplacedAndRemoved() {
  Finished F = emitted("bpfel");
  SmallVector<char> Object(F.text().begin(), F.text().end());
  std::string Before = sectionNames({Object.data(), Object.size()});
  CHECK_CONTAINS(Before, ".data.x");
  Error Problem =
      editSections(Object, {{{".BTF", std::string(5000, 'x')}}, {".BTF.ext"}});
  CHECK(!Problem);
  consumeError(std::move(Problem));
  std::string After = sectionNames({Object.data(), Object.size()});
  CHECK(!StringRef(After).contains(".BTF.ext"));
  CHECK_EQ(findSection(Object, ".BTF").size(), 5000u);
  CHECK_EQ(findSection(Object, ".data.x").size(), 8u);
  CHECK_EQ(findSection(Object, ".data.x")[0], 7);
  CHECK(findSection(Object, ".none").empty());
  // Symbols are in the sections they were in.
  auto File = object::ObjectFile::createObjectFile(
      {StringRef(Object.data(), Object.size()), "object"});
  CHECK(bool(File));
  if (!File)
    return consumeError(File.takeError());
  for (const object::SymbolRef &Symbol : (*File)->symbols())
    if (cantFail(Symbol.getName()) == "counter")
      CHECK_EQ(cantFail(cantFail(Symbol.getSection())->getName()), ".data.x");
}

} // namespace

int main() {
  keepsWhatIsReferredTo();
  makesEqualOnesOne();
  joinsDeclarations();
  tellsTypesOfOneNameApart();
  keepsTags();
  storesEachStringOnce();
  refusesWhatIsBroken();
  dataSectionsAreComplete();
  pathsAreStripped();
  dwarfIsKeptWhereAskedFor();
  sectionsCanBeReplacedAndRemoved();
  return result();
}
