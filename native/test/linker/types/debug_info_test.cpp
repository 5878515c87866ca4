// Debug info made fit for BTF, read back from IR and from the object.

#include "test/linker/finish.h"

#include "linker/types/btf_names.h"

#include "llvm/DebugInfo/BTF/BTFParser.h"
#include "llvm/Object/ELFObjectFile.h"

using namespace bpflinker;
using namespace bpflinker::test;
using llvm::StringRef;

namespace {

void namesAreIdentifiers() {
  CHECK_EQ(btfName("MyStruct<u64, u64>"), "MyStruct_3C_u64_2C__20_u64_3E_");
  CHECK_EQ(btfName("plain_1"), "plain_1");
  CHECK_EQ(btfName(std::string(128, 'a')), std::string(128, 'a'));
  std::string Long = btfName(std::string(129, 'a'));
  CHECK_EQ(Long.size(), 128u);
  // Stable across releases: users' loaders may know such a name.
  CHECK_EQ(Long, std::string(111, 'a') + "_1586e7ed07cba75b");
}

/// A Rust module: a struct with members out of order, a pointer with a name, an
/// enum with data, a map struct of aya's, a generic function.
constexpr const char *Rust = R"(
target triple = "bpf"
declare i64 @kernel(ptr) section ".ksyms"
@map = global [8 x i8] zeroinitializer, section ".maps", !dbg !30
define i64 @"foo<u32>"(ptr %p) noinline section "other" !dbg !10 {
    #dbg_value(ptr %p, !16, !DIExpression(), !17)
  %r = call i64 @kernel(ptr %p), !dbg !17
  ret i64 %r, !dbg !17
}
define i64 @program(ptr %ctx) section "tc" !dbg !20 {
    #dbg_value(ptr %ctx, !22, !DIExpression(), !21)
  %r = call i64 @"foo<u32>"(ptr %ctx), !dbg !21
  ret i64 %r, !dbg !21
}
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !1, emissionKind: FullDebug, globals: !{!30})
!1 = !DIFile(filename: "main.rs", directory: "/src")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !{i32 7, !"Dwarf Version", i32 4}
!4 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)
!5 = !DICompositeType(tag: DW_TAG_structure_type, name: "Pair<u32, u32>", file: !1, size: 96, elements: !6, identifier: "pair")
!6 = !{!7, !8, !46}
!7 = !DIDerivedType(tag: DW_TAG_member, name: "second", scope: !5, file: !1, baseType: !4, size: 32, offset: 32)
!8 = !DIDerivedType(tag: DW_TAG_member, name: "first", scope: !5, file: !1, baseType: !40, size: 32)
!46 = !DIDerivedType(tag: DW_TAG_member, name: "letter", scope: !5, file: !1, baseType: !47, size: 32, offset: 64)
!47 = !DIBasicType(name: "char", size: 32, encoding: DW_ATE_UTF)
!9 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&Pair<u32, u32>", baseType: !5, size: 64)
!10 = distinct !DISubprogram(name: "foo<u32>", linkageName: "foo", scope: !1, file: !1, line: 3, type: !11, unit: !0, spFlags: DISPFlagDefinition, retainedNodes: !15)
!11 = !DISubroutineType(types: !12)
!12 = !{!4, !9}
!15 = !{!16}
!16 = !DILocalVariable(name: "argument", arg: 1, scope: !10, file: !1, line: 3, type: !9)
!17 = !DILocation(line: 4, column: 5, scope: !10)
!20 = distinct !DISubprogram(name: "program", scope: !1, file: !1, line: 9, type: !11, unit: !0, spFlags: DISPFlagDefinition, retainedNodes: !23)
!21 = !DILocation(line: 10, column: 5, scope: !20)
!22 = !DILocalVariable(name: "ctx", arg: 1, scope: !20, file: !1, line: 9, type: !9)
!23 = !{!22}
!30 = !DIGlobalVariableExpression(var: !31, expr: !DIExpression())
!31 = distinct !DIGlobalVariable(name: "map", scope: !1, file: !1, line: 1, type: !32, isDefinition: true)
!32 = !DICompositeType(tag: DW_TAG_structure_type, name: "MapDef", file: !1, size: 64, elements: !33)
!33 = !{!34, !36}
!34 = !DIDerivedType(tag: DW_TAG_member, name: "marker", baseType: !35, offset: 64)
!35 = !DICompositeType(tag: DW_TAG_structure_type, name: "AyaBtfMapMarker", file: !1, elements: !{})
!36 = !DIDerivedType(tag: DW_TAG_member, name: "type", baseType: !9, size: 64)
!40 = !DICompositeType(tag: DW_TAG_structure_type, name: "Option<u32>", file: !1, size: 32, elements: !41, identifier: "option")
!41 = !{!42}
!42 = !DICompositeType(tag: DW_TAG_variant_part, scope: !40, file: !1, size: 32, elements: !43, discriminator: !44)
!43 = !{!45}
!44 = !DIDerivedType(tag: DW_TAG_member, scope: !40, file: !1, baseType: !4, size: 32, flags: DIFlagArtificial)
!45 = !DIDerivedType(tag: DW_TAG_member, name: "Some", scope: !42, file: !1, baseType: !4, size: 32)
)";

LinkOptions btfOptions(ArtifactKind Kind) {
  LinkOptions Options = assemblyOptions();
  Options.Btf = true;
  Options.Emit = {Kind};
  return Options;
}

/// Every type of an object's .BTF, one a line; fails on what libbpf refuses to
/// parse.
std::string btfOf(const Finished &F) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  auto Object = llvm::cantFail(llvm::object::ObjectFile::createELFObjectFile(
      llvm::MemoryBufferRef(F.text(), "test.o")));
  llvm::BTFParser Parser;
  llvm::BTFParser::ParseOptions Options;
  Options.LoadTypes = true;
  if (llvm::Error E = Parser.parse(*Object, Options)) {
    fail(__FILE__, __LINE__, llvm::toString(std::move(E)));
    return "";
  }
  for (uint32_t Id = 1; const llvm::BTF::CommonType *Type = Parser.findType(Id);
       ++Id) {
    Out << Id << " kind " << Type->getKind() << " '"
        << Parser.findString(Type->NameOff) << "' info "
        << (Type->Info & 0xffff);
    if (auto *Struct = llvm::dyn_cast<llvm::BTF::StructType>(Type))
      for (const llvm::BTF::BTFMember &Member : Struct->members())
        Out << " " << Parser.findString(Member.NameOff) << "@" << Member.Offset;
    // LLVM has no view of what follows a FUNC_PROTO: an array of parameters.
    if (Type->getKind() == llvm::BTF::BTF_KIND_FUNC_PROTO) {
      auto *Parameters =
          reinterpret_cast<const llvm::BTF::BTFParam *>(Type + 1);
      for (const llvm::BTF::BTFParam &Parameter :
           llvm::ArrayRef(Parameters, Type->getVlen()))
        Out << " " << Parser.findString(Parameter.NameOff);
    }
    Out << "\n";
  }
  return Text;
}

void rustBecomesBtf() {
  Finished F =
      finish(Rust, btfOptions(ArtifactKind::Object), {"program", "map"});
  CHECK_EQ(F.Diagnostics.size(), 0u);
  std::string Btf = btfOf(F);
  // Members in order.
  CHECK_CONTAINS(
      Btf, "'Pair_3C_u32_2C__20_u32_3E_' info 3 first@0 second@32 letter@64");
  // An integer: a member of type void is refused by kernels.
  CHECK_CONTAINS(Btf, "kind 1 'char'");
  CHECK_CONTAINS(Btf, "'Option_3C_u32_3E_' info 1 @0\n");
  // Static (0), with its parameter's name.
  CHECK_CONTAINS(Btf, "kind 12 'foo_3C_u32_3E_' info 0");
  CHECK_CONTAINS(Btf, "info 1 argument");
  CHECK_CONTAINS(Btf, "kind 12 'program' info 1");
  // Anonymous, without the marker.
  CHECK_CONTAINS(Btf, "kind 4 '' info 1 type@0");
  CHECK(!StringRef(Btf).contains("MapDef"));
  CHECK(!StringRef(Btf).contains("Marker"));
  CHECK(!StringRef(Btf).contains("&"));
}

void cStaysAsItIs() {
  // The same module as C: only the linkage of what is not exported changes.
  std::string C = Rust;
  size_t At = C.find("DW_LANG_Rust");
  C.replace(At, strlen("DW_LANG_Rust"), "DW_LANG_C11");
  LinkOptions Options = btfOptions(ArtifactKind::Ir);
  Finished F = finish(C, Options, {"program", "map"});
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK_CONTAINS(F.text(), "name: \"Pair<u32, u32>\"");
  CHECK_CONTAINS(F.text(), "name: \"&Pair<u32, u32>\"");
  CHECK_CONTAINS(F.text(), "name: \"foo<u32>\"");
  CHECK_CONTAINS(F.text(), "DISPFlagLocalToUnit | DISPFlagDefinition");
}

void withoutBtfThereIsNone() {
  LinkOptions Options = assemblyOptions();
  Options.Emit = {ArtifactKind::Ir};
  CHECK(!finish(Rust, Options).text().contains("!dbg"));
}

bool hasSection(const Finished &F, StringRef Prefix) {
  auto Object = llvm::cantFail(llvm::object::ObjectFile::createELFObjectFile(
      llvm::MemoryBufferRef(F.text(), "test.o")));
  for (const llvm::object::SectionRef &Section : Object->sections())
    if (llvm::cantFail(Section.getName()).starts_with(Prefix))
      return true;
  return false;
}

void thereIsNoDwarf() {
  Finished F = finish(Rust, btfOptions(ArtifactKind::Object), {"program"});
  CHECK(hasSection(F, ".BTF"));
  CHECK(hasSection(F, ".BTF.ext"));
  CHECK(!hasSection(F, ".debug_"));
  CHECK(!hasSection(F, ".rel.debug_"));
  CHECK(!hasSection(F, ".eh_frame"));
  F = finish(Rust, btfOptions(ArtifactKind::Assembly), {"program"});
  CHECK(!F.text().contains(".debug_"));
  CHECK(!F.text().contains(".cfi"));
}

void everyFunctionGetsFuncInfo() {
  // A function without debug info, kept by noinline, and a memset of ours.
  std::string Mixed = std::string(Rust) + R"(
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define i64 @bare(ptr %p, i32 %n) noinline section "tc" {
  %m = zext i32 %n to i64
  call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 %m, i1 false)
  %r = call i64 @"foo<u32>"(ptr %p)
  ret i64 %r
}
)";
  Finished F =
      finish(Mixed, btfOptions(ArtifactKind::Object), {"program", "bare"});
  std::string Btf = btfOf(F);
  CHECK_CONTAINS(Btf, "kind 12 'bare' info 1");
  CHECK_CONTAINS(Btf, "kind 12 'memset' info 0");
  CHECK_CONTAINS(Btf, "info 2 arg1 arg2");
}

void everyParameterHasAName() {
  // As clang -O0 makes it: no retainedNodes; and one that the source leaves
  // unnamed.
  std::string Ir = Rust;
  size_t At = Ir.find(", retainedNodes: !15");
  Ir.erase(At, strlen(", retainedNodes: !15"));
  At = Ir.find(", retainedNodes: !23");
  Ir.erase(At, strlen(", retainedNodes: !23"));
  At = Ir.find("    #dbg_value(ptr %ctx");
  Ir.erase(At, Ir.find('\n', At) - At);
  std::string Btf =
      btfOf(finish(Ir, btfOptions(ArtifactKind::Object), {"program"}));
  CHECK_CONTAINS(Btf, "info 1 argument\n");
  CHECK_CONTAINS(Btf, "info 1 arg1\n");
}

void externsKeepTheirBtf() {
  constexpr const char *Externs = R"(
target triple = "bpf"
@CONFIG_HZ = external global i32, section ".kconfig", !dbg !30
declare !dbg !40 i32 @kfunc(i32) section ".ksyms"
define i32 @program(ptr %ctx) section "tc" !dbg !20 {
  %v = load i32, ptr @CONFIG_HZ, !dbg !21
  %r = call i32 @kfunc(i32 %v), !dbg !21
  ret i32 %r, !dbg !21
}
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug, globals: !{!30})
!1 = !DIFile(filename: "x.c", directory: "/src")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !{i32 7, !"Dwarf Version", i32 5}
!4 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!20 = distinct !DISubprogram(name: "program", scope: !1, file: !1, line: 9, type: !41, unit: !0, spFlags: DISPFlagDefinition)
!21 = !DILocation(line: 10, column: 5, scope: !20)
!30 = !DIGlobalVariableExpression(var: !31, expr: !DIExpression())
!31 = distinct !DIGlobalVariable(name: "CONFIG_HZ", scope: !0, file: !1, line: 1, type: !4, isDefinition: false)
!40 = !DISubprogram(name: "kfunc", scope: !1, file: !1, line: 2, type: !41, spFlags: DISPFlagOptimized)
!41 = !DISubroutineType(types: !42)
!42 = !{!4, !4}
)";
  Finished F = finish(Externs, btfOptions(ArtifactKind::Object));
  CHECK_EQ(F.Diagnostics.size(), 0u);
  std::string Btf = btfOf(F);
  CHECK_CONTAINS(Btf, "kind 12 'kfunc' info 2"); // extern
  CHECK_CONTAINS(Btf, "kind 15 '.kconfig'");
  CHECK_CONTAINS(Btf, "kind 15 '.ksyms'");
}

} // namespace

int main() {
  namesAreIdentifiers();
  rustBecomesBtf();
  cStaysAsItIs();
  withoutBtfThereIsNone();
  thereIsNoDwarf();
  everyFunctionGetsFuncInfo();
  everyParameterHasAName();
  externsKeepTheirBtf();
  return result();
}
