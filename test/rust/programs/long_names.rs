// A name of over 128 characters is cut and ends in a hash.
//@ show: btf
//@ absent: '{{([0-9A-Za-z_]{129,})}}'
//@ link-args: --btf
//@ loads: yes
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

pub struct AVeryLongNameThatSomebodyOnceThoughtWasNeededToDescribeTheThingInAllItsGloryAndThenSome<T>(T);
pub struct AnotherVeryLongNameThatGoesOnAndOnUntilTheReaderHasForgottenWhatItWasAbout(u32);

// CHECK: STRUCT 'AVeryLongName{{([0-9A-Za-z_]{100,115})}}' size=4
#[no_mangle]
static mut VALUE: AVeryLongNameThatSomebodyOnceThoughtWasNeededToDescribeTheThingInAllItsGloryAndThenSome<
    AnotherVeryLongNameThatGoesOnAndOnUntilTheReaderHasForgottenWhatItWasAbout,
> = AVeryLongNameThatSomebodyOnceThoughtWasNeededToDescribeTheThingInAllItsGloryAndThenSome(
    AnotherVeryLongNameThatGoesOnAndOnUntilTheReaderHasForgottenWhatItWasAbout(3),
);

#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 {
    unsafe { core::ptr::read_volatile(&raw const VALUE.0.0) }
}
