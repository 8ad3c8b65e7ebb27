"""Numbers as people read them: counts with their noun, parts in per cent, differences in points, ranges."""

import pandas as pd

# From this p on three digits are enough.
_SMALL = 0.001


def count_noun(number: int, noun: str, several: str = "") -> str:
    """Write a number with its noun, in the plural where it is not one.

    Parameters
    ----------
    number : int
        The count.
    noun : str
        The noun in the singular.
    several : str
        The plural; the noun with s, if none is given.

    Returns
    -------
    str
        Such as "1,231 documents".

    Examples
    --------
    >>> count_noun(1, "family", "families"), count_noun(1231, "document")
    ('1 family', '1,231 documents')
    """
    return f"{number:,} {noun if number == 1 else several or f'{noun}s'}"


def format_percent(part: float, digits: int = 1) -> str:
    """Write a part in per cent.

    Parameters
    ----------
    part : float
        Part of one, such as a share.
    digits : int
        Digits after the point.

    Returns
    -------
    str
        Such as "18.6 %"; empty where the part is missing.

    Examples
    --------
    >>> format_percent(0.186), format_percent(0.186, 0), format_percent(float("nan"))
    ('18.6 %', '19 %', '')
    """
    return "" if pd.isna(part) else f"{100 * part:.{digits}f} %"


def format_interval(low: float, high: float) -> str:
    """Write the ends of the interval of a part in per cent, without the sign.

    Parameters
    ----------
    low, high : float
        Ends of the interval, as parts of one.

    Returns
    -------
    str
        Such as "15.6 to 22.0"; empty where they are missing.

    Examples
    --------
    >>> format_interval(0.156, 0.22), format_interval(float("nan"), float("nan"))
    ('15.6 to 22.0', '')
    """
    return "" if pd.isna(low) else f"{100 * low:.1f} to {100 * high:.1f}"


def format_points(difference: float, *, digits: int = 1) -> str:
    """Write a difference of parts in points, with its sign.

    Parameters
    ----------
    difference : float
        Difference of parts of one.
    digits : int
        Digits after the point.

    Returns
    -------
    str
        Such as "+0.8"; empty where the difference is missing.

    Examples
    --------
    >>> format_points(0.0081), format_points(-0.00001)
    ('+0.8', '+0.0')
    """
    # Rounded first: what is nothing but rounding would print as -0.0.
    return "" if pd.isna(difference) else f"{round(100 * difference, digits) + 0.0:+.{digits}f}"


def format_points_interval(low: float, high: float, *, digits: int = 1) -> str:
    """The ends of an interval of a difference, in points.

    >>> format_points_interval(-0.074, 0.098)
    '-7.4 to +9.8'
    """
    return f"{format_points(low, digits=digits)} to {format_points(high, digits=digits)}"


def format_range(least: int, most: int) -> str:
    """Write a range of counts, or the count where both ends are the same.

    Parameters
    ----------
    least, most : int
        The ends of the range.

    Returns
    -------
    str
        Such as "90 to 1,231".

    Examples
    --------
    >>> format_range(90, 1231), format_range(7, 7)
    ('90 to 1,231', '7')
    """
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def format_q(q: float) -> str:
    """Write q, or that it is under 0.001.

    Examples
    --------
    >>> format_q(0.0412), format_q(0.00002)
    ('q = 0.041', 'q < 0.001')
    """
    return "q < 0.001" if q < _SMALL else f"q = {q:.3f}"


def format_p(p: float) -> str:
    """Write a p or q to three digits, or to five where it is small.

    >>> format_p(0.0421), format_p(0.0001), format_p(float("nan"))
    ('0.042', '0.00010', '')
    """
    return "" if pd.isna(p) else f"{p:.5f}" if 0 < p < _SMALL else f"{p:.3f}"
