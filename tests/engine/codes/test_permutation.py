"""The keyed permutation: codes that only the key's owner can make or open."""

import threading

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from hypothesis import example, given
from hypothesis import strategies as st

from engine.codes.alphabet import text_of, value_of
from engine.codes.bulk import RUN, code_runs
from engine.codes.permutation import INDEX_COUNT, CodeKey, Permutation

KEY = CodeKey(1, bytes(range(32)))
indices = st.integers(0, INDEX_COUNT - 1)


def by_the_book(key: CodeKey, plain: int) -> int:
    """The definition, step by step: ten rounds, halves of 35 bits, AES of (key id, round, half)."""
    left, right = divmod(plain, 1 << 35)
    for number in range(10):
        block = (key.id << 64 | number << 56 | right).to_bytes(16, "little")
        context = Cipher(AES(key.secret), ECB()).encryptor()
        drawn = int.from_bytes(context.update(block), "little") % (1 << 35)
        left, right = right, left ^ drawn
    return left << 35 | right


@given(indices)
@example(0)
@example(INDEX_COUNT - 1)
def test_every_index_comes_back_from_its_code(index: int) -> None:
    permutation = Permutation(KEY)
    assert permutation.decode(permutation.encode(index)) == index


@given(st.integers(0, (1 << 70) - 1))
def test_it_permutes_all_values_of_seventy_bits(value: int) -> None:
    permutation = Permutation(KEY)
    assert permutation.invert(permutation.permute(value)) == value
    assert permutation.permute(permutation.invert(value)) == value


@given(indices)
def test_it_is_the_network_that_is_described(index: int) -> None:
    assert Permutation(KEY).permute(index) == by_the_book(KEY, index)


def test_printed_codes_never_change_their_meaning() -> None:
    """Golden codes: bottles in the shops carry codes of this permutation, so these lines may never change."""
    permutation = Permutation(KEY)
    codes = [permutation.encode(index) for index in (0, 1, 2, INDEX_COUNT - 1)]
    assert codes == ["VNEV67AGQCBW6Z", "45XNTD8S8AR06R", "KYAP941PJW7RWQ", "K0SDSSB90WQ7HF"]


def test_most_texts_are_no_code() -> None:
    permutation = Permutation(KEY)
    opened = [permutation.decode(text_of(value * 0x1234567890ABCDEF % (1 << 70))) for value in range(20_000)]
    assert opened == [None] * 20_000


def test_keys_with_one_secret_and_two_ids_give_unrelated_codes() -> None:
    other = Permutation(CodeKey(2, KEY.secret))
    codes = [Permutation(KEY).encode(index) for index in range(1_000)]
    assert all(other.decode(code) is None for code in codes)


def test_neighbours_differ_in_about_half_their_bits() -> None:
    permutation = Permutation(KEY)
    changed = [
        (permutation.permute(index) ^ permutation.permute(index + 1)).bit_count() for index in range(2_000)
    ]
    assert 34.0 < sum(changed) / len(changed) < 36.0


@pytest.mark.parametrize("index", [-1, INDEX_COUNT])
def test_an_index_outside_the_key_is_a_defect(index: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        Permutation(KEY).encode(index)


def test_a_key_needs_32_bytes_and_keeps_them_to_itself() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        CodeKey(1, b"short")
    with pytest.raises(ValueError, match="id"):
        CodeKey(-1, bytes(32))
    assert "secret" not in repr(CodeKey(1, b"hush" * 8))
    assert "hush" not in repr(CodeKey(1, b"hush" * 8))


def test_threads_may_share_one_permutation() -> None:
    permutation, wrong = Permutation(KEY), []

    def work(start: int) -> None:
        for index in range(start, start + 3_000):
            if permutation.decode(permutation.encode(index)) != index:
                wrong.append(index)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(0, 16_000_000, 4_000_000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize(
    ("first", "count"),
    [(0, 1), (0, 0), (7, RUN - 1), (3, RUN), (0, RUN + 1), (INDEX_COUNT - 2 * RUN - 5, 2 * RUN + 5)],
)
def test_bulk_and_single_codes_agree(first: int, count: int) -> None:
    """At run borders and at both ends of the key; each run is checked in full."""
    permutation = Permutation(KEY)
    codes = [bytes(row).decode() for run in code_runs(KEY, first, count) for row in run]
    assert codes == [permutation.encode(index) for index in range(first, first + count)]


@given(st.integers(0, INDEX_COUNT - 50), st.integers(0, (1 << 63) - 1), st.binary(min_size=32, max_size=32))
def test_bulk_and_single_codes_agree_for_any_key(first: int, key_id: int, secret: bytes) -> None:
    key = CodeKey(key_id, secret)
    permutation = Permutation(key)
    (run,) = code_runs(key, first, 50)
    assert [bytes(row).decode() for row in run] == [permutation.encode(first + place) for place in range(50)]


def test_bulk_refuses_indices_beyond_the_key_at_once() -> None:
    with pytest.raises(ValueError, match="outside"):
        code_runs(KEY, INDEX_COUNT - 1, 2)


def test_the_36_spare_bits_are_all_checked() -> None:
    """A value with any single spare bit set opens to no index."""
    permutation = Permutation(KEY)
    for bit in range(34, 70):
        code = text_of(permutation.permute(5 | 1 << bit))
        assert permutation.decode(code) is None
    assert permutation.decode(text_of(permutation.permute(5))) == 5
    assert value_of(permutation.encode(5)) == permutation.permute(5)
