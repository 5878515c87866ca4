// What becomes of the BTF that LLVM emits: the least of it, in its place.

#include "test/linker/finish.h"

#include "linker/btf/elf_sections.h"
#include "linker/btf/minimize.h"

#include "llvm/Object/ELFObjectFile.h"

using namespace bpflinker;
using namespace bpflinker::test;
using namespace llvm;

namespace {

/// Types by hand.
class Types {
public:
  uint32_t add(unsigned Kind, StringRef Name, uint32_t SizeOrType,
               ArrayRef<uint32_t> Rest = {}, unsigned Elements = 0,
               bool Flag = false) {
    SmallVector<uint32_t> Words{Btf.addString(Name),
                                Kind << 24 | Elements | uint32_t(Flag) << 31,
                                SizeOrType};
    append_range(Words, Rest);
    Btf.append(Words);
    return Btf.size() - 1;
  }
  uint32_t integer(StringRef Name) {
    return add(BTF::BTF_KIND_INT, Name, 4, {32});
  }
  uint32_t pointer(uint32_t To) { return add(BTF::BTF_KIND_PTR, "", To); }
  uint32_t structure(StringRef Name, StringRef Member, uint32_t Type) {
    return add(BTF::BTF_KIND_STRUCT, Name, 8, {Btf.addString(Member), Type, 0},
               1);
  }
  uint32_t variable(StringRef Name, uint32_t Type) {
    return add(BTF::BTF_KIND_VAR, Name, Type, {1});
  }
  uint32_t tag(StringRef Name, uint32_t On) {
    return add(BTF::BTF_KIND_DECL_TAG, Name, On, {~0u});
  }
  BtfTypes Btf;
};

/// One type a word: kind, name, what it refers to: "PTR>2 STRUCT:s(m)>1".
std::string show(const BtfTypes &Btf) {
  static const StringRef Kinds[] = {
      "VOID", "INT",     "PTR",      "ARRAY", "STRUCT",   "UNION", "ENUM",
      "FWD",  "TYPEDEF", "VOLATILE", "CONST", "RESTRICT", "FUNC",  "PROTO",
      "VAR",  "DATASEC", "FLOAT",    "TAG",   "TYPETAG"};
  std::string Text;
  for (unsigned Id = 1; Id != Btf.size(); ++Id) {
    Text += (Id == 1 ? "" : " ") + Kinds[Btf.kind(Id)].str();
    for (auto [Index, Word] : enumerate(Btf.words(Id)))
      switch (BtfTypes::role(Btf.kind(Id), Index)) {
      case BtfWord::Name:
        if (Word)
          Text += (":" + Btf.string(Word)).str();
        break;
      case BtfWord::Type:
        Text += ">" + std::to_string(Word);
        break;
      case BtfWord::Plain:
        break;
      }
  }
  return Text;
}

std::string minimized(const Types &T, ArrayRef<uint32_t> Used = {}) {
  return show(minimizeBtf(T.Btf, Used).Types);
}

void keepsWhatIsReferredTo() {
  Types T;
  uint32_t Int = T.integer("int");
  T.integer("unused");
  uint32_t S = T.structure("s", "m", Int);
  T.variable("v", T.pointer(S));
  CHECK_EQ(minimized(T), "VAR:v>2 PTR>3 STRUCT:s:m>4 INT:int");
  // Something outside refers to it.
  CHECK_EQ(minimized(T, {2}), "VAR:v>2 PTR>3 STRUCT:s:m>4 INT:int INT:unused");
}

void makesEqualOnesOne() {
  Types T;
  uint32_t A = T.structure("s", "next", 2); // a list
  T.pointer(A);
  uint32_t B = T.structure("s", "next", 4);
  T.pointer(B);
  T.variable("a", A);
  T.variable("b", B);
  CHECK_EQ(minimized(T), "VAR:a>2 STRUCT:s:next>3 PTR>2 VAR:b>2");
  // Equal variables are two all the same.
  Types Two;
  uint32_t Int = Two.integer("int");
  Two.variable("v", Int);
  Two.variable("v", Int);
  CHECK_EQ(minimized(Two), "VAR:v>2 INT:int VAR:v>2");
}

void joinsDeclarations() {
  Types T;
  uint32_t Declared = T.add(BTF::BTF_KIND_FWD, "s", 0);
  uint32_t Int = T.integer("int");
  T.variable("p", T.pointer(Declared));
  T.variable("s", T.structure("s", "m", Int));
  CHECK_EQ(minimized(T), "VAR:p>2 PTR>3 STRUCT:s:m>4 INT:int VAR:s>3");
  // A union of that name is something else.
  Types Other;
  Other.variable(
      "p", Other.pointer(Other.add(BTF::BTF_KIND_FWD, "s", 0, {}, 0, true)));
  Other.variable("s", Other.structure("s", "m", 0));
  CHECK_EQ(minimized(Other), "VAR:p>2 PTR>3 FWD:s VAR:s>5 STRUCT:s:m>0");
}

void tellsTypesOfOneNameApart() {
  Types T;
  uint32_t Int = T.integer("int"), Long = T.integer("long");
  uint32_t Declared = T.add(BTF::BTF_KIND_FWD, "s", 0);
  T.variable("a", T.structure("s\1"
                              "0",
                              "m", Int));
  T.variable("b", T.structure("s\1"
                              "1",
                              "m", Long));
  T.variable("c", T.pointer(Declared));
  CHECK_EQ(minimized(T), "VAR:a>2 STRUCT:s:m>3 INT:int VAR:b>5 STRUCT:s:m>6 "
                         "INT:long VAR:c>8 PTR>9 FWD:s");
}

void keepsTags() {
  Types T;
  uint32_t Int = T.integer("int");
  uint32_t A = T.structure("s", "m", Int);
  T.tag("hello", A);
  uint32_t B = T.structure("s", "m", Int);
  T.variable("a", A);
  T.variable("b", B);
  CHECK_EQ(minimized(T), "VAR:a>2 STRUCT:s:m>3 INT:int TAG:hello>2 VAR:b>6 "
                         "STRUCT:s:m>3");
  uint32_t C = T.structure("s", "m", Int);
  T.tag("hello", C);
  T.variable("c", C);
  CHECK_EQ(minimized(T), "VAR:a>2 STRUCT:s:m>3 INT:int TAG:hello>2 VAR:b>6 "
                         "STRUCT:s:m>3 VAR:c>2");
}

void storesEachStringOnce() {
  Types T;
  uint32_t Int = T.integer("x");
  T.variable("x", T.structure("x", "x", Int));
  T.integer("gone");
  std::string Section = minimizeBtf(T.Btf, {}).Types.write(endianness::big);
  CHECK(StringRef(Section).ends_with(StringRef("\0x\0", 3)));
  Expected<BtfTypes> Read = BtfTypes::read(Section, endianness::big);
  CHECK(bool(Read));
  if (Read)
    CHECK_EQ(show(*Read), minimized(T));
  else
    consumeError(Read.takeError());
}

void refusesWhatIsBroken() {
  Types T;
  T.variable("v", T.integer("int"));
  std::string Section = T.Btf.write(endianness::little);
  auto Reads = [](StringRef Bytes) {
    Expected<BtfTypes> Read = BtfTypes::read(Bytes, endianness::little);
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
    auto Read = BtfTypes::read({Bytes.data(), Bytes.size()},
                               Target == "bpfel" ? endianness::little
                                                 : endianness::big);
    CHECK(bool(Read));
    if (!Read) {
      consumeError(Read.takeError());
      continue;
    }
    unsigned Sections = 0;
    for (unsigned Id = 1; Id != Read->size(); ++Id)
      if (Read->kind(Id) == BTF::BTF_KIND_DATASEC) {
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
