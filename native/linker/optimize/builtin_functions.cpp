// The loops are written for the verifier, which walks each iteration: it knows
// a counter that starts at a constant and grows by one exactly, so that a
// pointer plus that counter is checked exactly too. `i + W <= n`, not `n - i`,
// because it relates no two unknowns. Only a memmove to a higher address counts
// down, from the (bounded) length.

#include "linker/optimize/builtin_functions.h"

#include "linker/optimize/returned_argument.h"

using namespace llvm;

namespace bpflinker {

namespace {

StringRef nameOf(MemoryBuiltin Which) {
  switch (Which) {
  case MemoryBuiltin::Copy:
    return "memcpy";
  case MemoryBuiltin::Move:
    return "memmove";
  case MemoryBuiltin::Set:
    return "memset";
  case MemoryBuiltin::Compare:
    return "memcmp";
  case MemoryBuiltin::CompareEqual:
    return "bcmp";
  }
  llvm_unreachable("all builtins are handled");
}

bool isComparison(MemoryBuiltin Which) {
  return Which == MemoryBuiltin::Compare ||
         Which == MemoryBuiltin::CompareEqual;
}

/// (ptr, ptr or int, int) → ptr, int or void. What copies or sets returns a
/// pointer or nothing; what is made here returns nothing.
bool hasUsableType(const Function &F, MemoryBuiltin Which) {
  FunctionType *Type = F.getFunctionType();
  if (Type->isVarArg() || Type->getNumParams() != 3)
    return false;
  bool Set = Which == MemoryBuiltin::Set;
  return Type->getParamType(0)->isPointerTy() &&
         (Set ? Type->getParamType(1)->isIntegerTy()
              : Type->getParamType(1)->isPointerTy()) &&
         Type->getParamType(2)->isIntegerTy() &&
         (isComparison(Which) ? Type->getReturnType()->isIntegerTy()
                              : !Type->getReturnType()->isIntegerTy());
}

class BodyBuilder {
public:
  BodyBuilder(Function &F, unsigned Width)
      : F(F), Width(Width), Context(F.getContext()),
        Builder(BasicBlock::Create(Context, "entry", &F)),
        I64(Builder.getInt64Ty()), Destination(F.getArg(0)) {
    Length = Builder.CreateZExtOrTrunc(F.getArg(2), I64, "length");
  }

  void copy() {
    forward([&](Value *Index, unsigned W) { move(Index, W); });
    finish();
  }

  void set() {
    Value *Byte = Builder.CreateTrunc(F.getArg(1), Builder.getInt8Ty());
    Value *Word = splatByte(Builder, Byte, Width);
    forward([&](Value *Index, unsigned W) {
      Builder.CreateAlignedStore(
          Builder.CreateTrunc(Word, Builder.getIntNTy(W * 8)),
          at(Destination, Index), Align(W));
    });
    finish();
  }

  void moveEitherWay() {
    BasicBlock *Up = BasicBlock::Create(Context, "up", &F);
    BasicBlock *Down = BasicBlock::Create(Context, "down", &F);
    Builder.CreateCondBr(Builder.CreateICmpULE(Destination, F.getArg(1)), Up,
                         Down);
    Builder.SetInsertPoint(Up);
    copy();
    Builder.SetInsertPoint(Down);
    backward();
    finish();
  }

  void compare() {
    BasicBlock *Entry = Builder.GetInsertBlock();
    BasicBlock *Head = BasicBlock::Create(Context, "head", &F);
    BasicBlock *Body = BasicBlock::Create(Context, "body", &F);
    BasicBlock *Next = BasicBlock::Create(Context, "next", &F);
    BasicBlock *Equal = BasicBlock::Create(Context, "equal", &F);
    BasicBlock *Different = BasicBlock::Create(Context, "different", &F);
    Builder.CreateBr(Head);

    Builder.SetInsertPoint(Head);
    PHINode *Index = Builder.CreatePHI(I64, 2, "index");
    Index->addIncoming(Builder.getInt64(0), Entry);
    Builder.CreateCondBr(Builder.CreateICmpULT(Index, Length), Body, Equal);

    Builder.SetInsertPoint(Body);
    Value *A = byteAt(F.getArg(0), Index);
    Value *B = byteAt(F.getArg(1), Index);
    Builder.CreateCondBr(Builder.CreateICmpEQ(A, B), Next, Different);

    Builder.SetInsertPoint(Next);
    Index->addIncoming(Builder.CreateAdd(Index, Builder.getInt64(1)), Next);
    Builder.CreateBr(Head);

    Builder.SetInsertPoint(Equal);
    Builder.CreateRet(ConstantInt::get(F.getReturnType(), 0));
    Builder.SetInsertPoint(Different);
    Builder.CreateRet(
        Builder.CreateSub(Builder.CreateZExtOrTrunc(A, F.getReturnType()),
                          Builder.CreateZExtOrTrunc(B, F.getReturnType())));
  }

private:
  Value *at(Value *Pointer, Value *Index) {
    return Builder.CreatePtrAdd(Pointer, Index);
  }
  Value *byteAt(Value *Pointer, Value *Index) {
    return Builder.CreateAlignedLoad(Builder.getInt8Ty(), at(Pointer, Index),
                                     Align(1));
  }
  void move(Value *Index, unsigned W) {
    Value *Word = Builder.CreateAlignedLoad(Builder.getIntNTy(W * 8),
                                            at(F.getArg(1), Index), Align(W));
    Builder.CreateAlignedStore(Word, at(Destination, Index), Align(W));
  }

  /// Words from the start, then the bytes that are left.
  void forward(function_ref<void(Value *Index, unsigned W)> Access) {
    Value *Index = upTo(Builder.getInt64(0), Width, Access);
    if (Width > 1)
      upTo(Index, 1, Access);
  }

  /// for (i = From; i + W <= Length; i += W) Access(i); returns i.
  Value *upTo(Value *From, unsigned W,
              function_ref<void(Value *Index, unsigned W)> Access) {
    BasicBlock *Before = Builder.GetInsertBlock();
    BasicBlock *Head = BasicBlock::Create(Context, "head", &F);
    BasicBlock *Body = BasicBlock::Create(Context, "body", &F);
    BasicBlock *After = BasicBlock::Create(Context, "after", &F);
    Builder.CreateBr(Head);

    Builder.SetInsertPoint(Head);
    PHINode *Index = Builder.CreatePHI(I64, 2, "index");
    Index->addIncoming(From, Before);
    Value *End = Builder.CreateAdd(Index, Builder.getInt64(W), "end");
    Builder.CreateCondBr(Builder.CreateICmpULE(End, Length), Body, After);

    Builder.SetInsertPoint(Body);
    Access(Index, W);
    Index->addIncoming(End, Body);
    Builder.CreateBr(Head);

    Builder.SetInsertPoint(After);
    return Index;
  }

  /// Bytes from the end: a length that is no multiple of the width would put
  /// words off their alignment.
  void backward() {
    BasicBlock *Before = Builder.GetInsertBlock();
    BasicBlock *Head = BasicBlock::Create(Context, "head", &F);
    BasicBlock *Body = BasicBlock::Create(Context, "body", &F);
    BasicBlock *After = BasicBlock::Create(Context, "after", &F);
    Builder.CreateBr(Head);

    Builder.SetInsertPoint(Head);
    PHINode *End = Builder.CreatePHI(I64, 2, "end");
    End->addIncoming(Length, Before);
    Builder.CreateCondBr(Builder.CreateIsNotNull(End), Body, After);

    Builder.SetInsertPoint(Body);
    Value *Index = Builder.CreateSub(End, Builder.getInt64(1), "index");
    move(Index, 1);
    End->addIncoming(Index, Body);
    Builder.CreateBr(Head);

    Builder.SetInsertPoint(After);
  }

  void finish() {
    if (!F.getReturnType()->isVoidTy())
      Builder.CreateRet(Destination);
    else if (F.hasFnAttribute(Attribute::AlwaysInline))
      Builder.CreateRetVoid();
    else
      returnNothing(Builder);
  }

  Function &F;
  unsigned Width;
  LLVMContext &Context;
  IRBuilder<> Builder;
  Type *I64;
  Value *Destination;
  Value *Length = nullptr;
};

void define(Function &F, MemoryBuiltin Which, unsigned Width, bool Inline) {
  // Attributes of a declaration may promise what the body does not keep.
  F.setAttributes({});
  F.setLinkage(GlobalValue::InternalLinkage);
  F.setVisibility(GlobalValue::DefaultVisibility);
  F.setDSOLocal(true);
  F.setSection("");
  F.setSubprogram(nullptr);
  F.setDoesNotThrow();
  F.setDoesNotRecurse();
  // Or LoopIdiomRecognize makes calls of memset of the loops, when emitted
  // bitcode is linked again.
  F.addFnAttr("no-builtins");
  if (Inline)
    F.addFnAttr(Attribute::AlwaysInline);

  BodyBuilder Body(F, Width);
  switch (Which) {
  case MemoryBuiltin::Copy:
    return Body.copy();
  case MemoryBuiltin::Move:
    return Body.moveEitherWay();
  case MemoryBuiltin::Set:
    return Body.set();
  case MemoryBuiltin::Compare:
  case MemoryBuiltin::CompareEqual:
    return Body.compare();
  }
}

} // namespace

Function *BuiltinFunctions::get(MemoryBuiltin Which, unsigned Width) {
  StringRef Name = nameOf(Which);
  Function *Given = M.getFunction(Name);
  if (Given &&
      (!hasUsableType(*Given, Which) || (Width > 1 && Made.contains(Given))))
    Given = nullptr;
  if (Given && (!Given->isDeclaration() || Width == 1)) {
    Given = dropReturnedArgument(*Given);
    if (Given->isDeclaration())
      make(*Given, Which, Width);
    return Given;
  }
  std::string Wanted = Name.str();
  if (Width > 1)
    Wanted += "_align" + std::to_string(Width);
  if (Function *Earlier = M.getFunction(Wanted); Made.contains(Earlier))
    return Earlier;

  LLVMContext &Context = M.getContext();
  Type *Pointer = PointerType::getUnqual(Context);
  Type *Int = Type::getInt32Ty(Context);
  auto *Signature =
      FunctionType::get(isComparison(Which) ? Int : Type::getVoidTy(Context),
                        {Pointer, Which == MemoryBuiltin::Set ? Int : Pointer,
                         Type::getInt64Ty(Context)},
                        /*isVarArg=*/false);
  Function *New =
      Function::Create(Signature, GlobalValue::InternalLinkage, Wanted, M);
  make(*New, Which, Width);
  return New;
}

void BuiltinFunctions::make(Function &F, MemoryBuiltin Which, unsigned Width) {
  define(F, Which, Width, Inline);
  Made.insert(&F);
}

void BuiltinFunctions::defineDeclared() {
  for (MemoryBuiltin Which :
       {MemoryBuiltin::Copy, MemoryBuiltin::Move, MemoryBuiltin::Set,
        MemoryBuiltin::Compare, MemoryBuiltin::CompareEqual}) {
    Function *F = M.getFunction(nameOf(Which));
    if (!F || F->use_empty() || !hasUsableType(*F, Which))
      continue;
    F = dropReturnedArgument(*F);
    if (F->isDeclaration())
      make(*F, Which, /*Width=*/1);
  }
}

Value *splatByte(IRBuilder<> &Builder, Value *Byte, unsigned Width) {
  Type *Word = Builder.getIntNTy(Width * 8);
  if (Width == 1)
    return Byte;
  return Builder.CreateMul(
      Builder.CreateZExt(Byte, Word),
      ConstantInt::get(Word, APInt::getSplat(Width * 8, APInt(8, 1))));
}

void callMemoryBuiltin(IRBuilder<> &Builder, Function &Callee,
                       std::array<Value *, 3> Arguments) {
  for (auto [Argument, Parameter] : zip(Arguments, Callee.args()))
    if (Parameter.getType()->isIntegerTy())
      Argument = Builder.CreateZExtOrTrunc(Argument, Parameter.getType());
  CallInst *Call = Builder.CreateCall(&Callee, Arguments);
  Call->setCallingConv(Callee.getCallingConv());
}

} // namespace bpflinker
