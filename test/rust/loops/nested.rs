// Loops in loops, the inner one bounded by the outer one's counter, with an exit out of both.
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn nested(grid: &mut [[u32; 8]; 8]) -> u32 {
    let mut sum = 0u32;
    'all: for row in 0..8usize {
        for column in 0..=row {
            if grid[row][column] == 7 {
                break 'all;
            }
            sum = sum.wrapping_add(grid[row][column]);
        }
    }
    sum
}
