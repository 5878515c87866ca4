// Which types are equal, and what a merge makes of those of two modules.

#include "test/linker/fixture.h"

#include "linker/types/equal.h"

#include "llvm/IR/DebugInfo.h"

using namespace bpflinker;
using namespace bpflinker::test;

/// Structs as a text: `a>1 a>0 !x x>0`: a shape, or `!` and a name for a
/// declaration, then what it refers to. Structs are named by their shapes.
static std::string classesOf(llvm::StringRef Text) {
  ShapeGraph Graph;
  llvm::SmallVector<llvm::StringRef> Vertices;
  Text.split(Vertices, ' ');
  for (llvm::StringRef Vertex : Vertices) {
    auto [Shape, Targets] = Vertex.split('>');
    bool IsDeclaration = Shape.consume_front("!");
    Graph.word(IsDeclaration);
    Graph.word(Shape[0]);
    if (IsDeclaration)
      Graph.declare(Shape[0]);
    else
      Graph.define(Shape[0]);
    // What follows the name is its size.
    if (Shape.size() > 1)
      Graph.word(Shape[1]);
    for (char Target : Targets)
      Graph.edge(Target - '0');
    Graph.end();
  }
  std::vector<unsigned> Classes = equalTypes(Graph);
  // The first type of the class of each.
  std::string Result;
  for (unsigned Class : Classes)
    Result += char('0' + (llvm::find(Classes, Class) - Classes.begin()));
  return Result;
}

static void equality() {
  // Equal, unequal by shape, unequal by what they refer to.
  CHECK_EQ(classesOf("a a b c>0 c>1 c>2"), "002335");
  // Recursive: two lists, and one that is unrolled once.
  CHECK_EQ(classesOf("a>0 a>1 a>3 a>2"), "0000");
  // Two rings that differ in one place differ everywhere.
  CHECK_EQ(classesOf("a>1 b>0 a>3 b>4 c>2"), "01234");
  // The order changes nothing.
  CHECK_EQ(classesOf("c>3 c>2 b b c>2"), "00220");
}

static void declarations() {
  // A declaration is the definition of its name, wherever either stands, and
  // what refers to the one equals what refers to the other.
  CHECK_EQ(classesOf("!x x"), "00");
  CHECK_EQ(classesOf("x !x !x p>0 p>1"), "00033");
  CHECK_EQ(classesOf("!y x"), "01");
  // Of two definitions that differ it is neither.
  CHECK_EQ(classesOf("!x x1 x2 p>0 p>1 p>2"), "012345");
  CHECK_EQ(classesOf("!x x1 x1"), "000");
  // Definitions that refer to each other through declarations.
  CHECK_EQ(classesOf("x>1 !y y>3 !x x>5 y>4"), "011001");
  // They differ only in what a declared name turns out not to be.
  CHECK_EQ(classesOf("x>1 !y x>3 y1 y2"), "01234");
}

static void representativesAreDefinitions() {
  ShapeGraph Graph;
  Graph.declare(0), Graph.end();
  Graph.word(1), Graph.define(0), Graph.end();
  Graph.word(1), Graph.define(0), Graph.end();
  std::vector<unsigned> Classes = equalTypes(Graph);
  CHECK_EQ(representatives(Graph, Classes)[Classes[0]], 1u);
}

/// A module with a variable `v` whose type is `struct one { struct two *p; }`,
/// and `two` as it says.
static LinkInput module(llvm::StringRef Name, llvm::StringRef Two,
                        llvm::StringRef Attributes = "distinct ") {
  return bitcode(
      Name,
      R"(
@v_)" + Name +
          R"( = global i64 0, !dbg !0
!llvm.dbg.cu = !{!2}
!llvm.module.flags = !{!9}
!0 = !DIGlobalVariableExpression(var: !1, expr: !DIExpression())
!1 = distinct !DIGlobalVariable(name: "v", scope: !2, file: !3, type: !4)
!2 = distinct !DICompileUnit(language: DW_LANG_C11, file: !3, emissionKind: FullDebug, globals: !8)
!3 = !DIFile(filename: ")" +
          Name + R"(.c", directory: "/)" + Name + R"(")
!4 = )" + Attributes +
          R"(!DICompositeType(tag: DW_TAG_structure_type, name: "one", file: !3, size: 64, elements: !5)
!5 = !{!6}
!6 = !DIDerivedType(tag: DW_TAG_member, name: "p", scope: !4, file: !3, baseType: !7, size: 64)
!7 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !10, size: 64)
!8 = !{!0}
!9 = !{i32 2, !"Debug Info Version", i32 3}
!10 = )" + Two +
          R"(
!11 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!12 = !DIBasicType(name: "long", size: 64, encoding: DW_ATE_signed)
)");
}

static const char *Declared =
    "!DICompositeType(tag: DW_TAG_structure_type, name: \"two\", flags: "
    "DIFlagFwdDecl)";

static std::string defined(int Type) {
  return "distinct !DICompositeType(tag: DW_TAG_structure_type, name: \"two\", "
         "size: 64, elements: !13)\n"
         "!13 = !{!14}\n"
         "!14 = !DIDerivedType(tag: DW_TAG_member, name: \"m\", baseType: !" +
         std::to_string(Type) + ", size: 64)";
}

/// The structs of the merged module as `one>two{int}`, each once.
static std::string structsOf(const Merge &M) {
  llvm::DebugInfoFinder Finder;
  if (M.Result.M)
    Finder.processModule(*M.Result.M);
  std::vector<std::string> Found;
  for (llvm::DIType *Type : Finder.types()) {
    auto *Struct = llvm::dyn_cast<llvm::DICompositeType>(Type);
    if (!Struct)
      continue;
    std::string Text = Struct->getName().str();
    for (llvm::DINode *Element : Struct->getElements()) {
      llvm::DIType *Of =
          llvm::cast<llvm::DIDerivedType>(Element)->getBaseType();
      Text += "{" + Of->getName().str() + "}";
    }
    Found.push_back(Text);
  }
  llvm::sort(Found);
  return llvm::join(Found, " ");
}

static LinkOptions withTypes() {
  LinkOptions Options = automatic();
  Options.Btf = true;
  return Options;
}

static void mergedTypes() {
  std::string Int = defined(11), Long = defined(12);
  auto Structs = [](llvm::StringRef A, llvm::StringRef B,
                    const LinkSteps &Steps = {}) {
    return structsOf(
        Merge(inputs(module("a", A), module("b", B)), withTypes(), Steps));
  };
  CHECK_EQ(Structs(Int, Int), "one{} two{int}");
  CHECK_EQ(Structs(Declared, Int), "one{} two{int}");
  CHECK_EQ(Structs(Int, Declared), "one{} two{int}");
  CHECK_EQ(Structs(Declared, Declared), "one{} two");
  CHECK_EQ(Structs(Int, Long), "one{} one{} two{int} two{long}");
  // Uniqued ones, as clang makes typedefs and enums.
  CHECK_EQ(structsOf(Merge(inputs(module("a", Int, ""), module("b", Int, "")),
                           withTypes())),
           "one{} two{int}");
  // The test can fail.
  LinkSteps Without;
  Without.MergeTypes = nullptr;
  CHECK_EQ(Structs(Int, Int, Without), "one{} one{} two{int} two{int}");
}

int main() {
  equality();
  declarations();
  representativesAreDefinitions();
  mergedTypes();
  return result();
}
