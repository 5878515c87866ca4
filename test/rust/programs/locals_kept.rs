// A function that is not exported is local in its debug info, and keeps its parameters and local variables.
//@ show: output
//@ link-args: --btf --emit llvm-ir
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[inline(never)]
fn not_exported(first: u32, second: u32) -> u32 {
    let product = first.wrapping_mul(second);
    product ^ second
}

// CHECK: define internal {{.*}} @{{.*}}not_exported({{.*}} !dbg [[LOCAL:![0-9]+]] {
// CHECK: #dbg_value(i32 %0, [[FIRST:![0-9]+]],
// CHECK: [[MUL:%[0-9]+]] = mul
// CHECK: #dbg_value(i32 [[MUL]], [[PRODUCT:![0-9]+]],
// CHECK-DAG: [[LOCAL]] = distinct !DISubprogram(name: "not_exported", {{.*}}spFlags: DISPFlagLocalToUnit | DISPFlagDefinition
// CHECK-DAG: [[FIRST]] = !DILocalVariable(name: "first", arg: 1, scope: [[LOCAL]]
// CHECK-DAG: [[PRODUCT]] = !DILocalVariable(name: "product", scope:
// CHECK-DAG: = distinct !DISubprogram(name: "exported", {{.*}}spFlags: DISPFlagDefinition
#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn exported(ctx: *const u32) -> u32 {
    unsafe { not_exported(*ctx, *ctx.add(1)) }
}
