#!/usr/bin/env python3
"""Writes the list of characters that the embedded font keeps, one long line in UTF-8.

Usage: python3 characters.py > characters.txt
The rest of the recipe is in README.md beside this file.
"""


def gb2312():
    """Every character of GB2312: symbols (rows 1-9), level 1 (rows 16-55) and level 2 (rows 56-87)."""
    for row in range(1, 88):
        for cell in range(1, 95):
            try:
                yield bytes([0xA0 + row, 0xA0 + cell]).decode("gb2312")
            except UnicodeDecodeError:
                pass  # unassigned cells


RANGES = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1: ± × ÷ ° · superscripts, accented letters of names
    (0x0391, 0x03C9),  # Greek
    (0x2010, 0x2027),  # dashes, quotation marks, ellipsis
    (0x2030, 0x2033),  # per mille, primes
    (0x2070, 0x2079), (0x2080, 0x2089),  # superscript and subscript digits
    (0x2190, 0x2199),  # arrows
    (0x2460, 0x2473),  # circled numbers
    (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6),  # full-width forms
]
SINGLES = (
    "€™℃№−√∞≈≠≤≥≡∑∏∫∂∆∈∪∩⊥∥"  # signs and mathematics
    "■□▲△▼▽●○◆◇★☆✓✗�"  # marks, and the replacement character
    # characters of personal and place names that GB2312 lacks
    "堃喆昇玥珺翀锟犇淼煊烜垚赟旻昉昫晞暐湲濛玙珮琤瑄瑨璟璠祎祺禤筠翊苡茜莙菀萱蔺蘅邨郗郜镕韡頔颋颢飏騄鸶麴龑圳鄚"
)

kept = set(gb2312()) | set(SINGLES)
for first, last in RANGES:
    kept |= {chr(code) for code in range(first, last + 1)}
print("".join(sorted(kept)), end="")
