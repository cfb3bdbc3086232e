;; Exact search for the nearest of many int8 rows: a first look at 4 bits a number, a sieve, exact products of what is left.
;; Assembled twice: `(#dot $sum $x $n)` adds to four 32-bit sums the products of 16 signed bytes with 16 of 0…15, by relaxed SIMD or by what every SIMD has.
(module
  (memory (import "hearth" "memory") 1)

  ;; uppers[r] = (Σ_d nibble[r, d] · query[d] − offset) · gains[r] + errors[r] · reach, as f32, eight rows at once, `blocks` times 64 rows.
  ;; Each 32 numbers of a row lie in 16 bytes: the first 16 in the low halves, the others in the high. `stride` in bytes, a multiple of 16; all addresses on 16 bytes.
  ;; peaks[b, lane] is the largest upper of the 16 rows of block b that fall into the lane, so that four times `blocks` rows at most stand behind the peaks. NaN is never one.
  (func (export "look") (param $query i32) (param $rows i32) (param $blocks i32) (param $stride i32) (param $offset f32) (param $reach f32) (param $gains i32) (param $errors i32) (param $uppers i32) (param $peaks i32)
    (local $q i32) (local $end i32) (local $eight i32) (local $x v128) (local $y v128) (local $v v128) (local $n v128) (local $m v128) (local $peak v128)
    (local $rb i32) (local $rc i32) (local $rd i32) (local $re i32) (local $rf i32) (local $rg i32) (local $rh i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $e v128) (local $f v128) (local $g v128) (local $h v128)
    (local.set $m (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15))
    (block $done
      (loop $block
        (br_if $done (i32.eqz (local.get $blocks)))
        (local.set $peak (f32x4.splat (f32.const -inf)))
        (local.set $eight (i32.const 8))
        (loop $rowsOfEight
          (local.set $q (local.get $query))
          (local.set $end (i32.add (local.get $rows) (local.get $stride)))
          (local.set $rb (local.get $end))
          (local.set $rc (i32.add (local.get $rb) (local.get $stride)))
          (local.set $rd (i32.add (local.get $rc) (local.get $stride)))
          (local.set $re (i32.add (local.get $rd) (local.get $stride)))
          (local.set $rf (i32.add (local.get $re) (local.get $stride)))
          (local.set $rg (i32.add (local.get $rf) (local.get $stride)))
          (local.set $rh (i32.add (local.get $rg) (local.get $stride)))
          (local.set $a (v128.const i32x4 0 0 0 0))
          (local.set $b (v128.const i32x4 0 0 0 0))
          (local.set $c (v128.const i32x4 0 0 0 0))
          (local.set $d (v128.const i32x4 0 0 0 0))
          (local.set $e (v128.const i32x4 0 0 0 0))
          (local.set $f (v128.const i32x4 0 0 0 0))
          (local.set $g (v128.const i32x4 0 0 0 0))
          (local.set $h (v128.const i32x4 0 0 0 0))
          (loop $step
            (local.set $x (v128.load align=16 (local.get $q)))
            (local.set $y (v128.load offset=16 align=16 (local.get $q)))
            (local.set $v (v128.load align=16 (local.get $rows)))
            (local.set $n (v128.and (local.get $v) (local.get $m))) (#dot $a $x $n)
            (local.set $n (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (local.get $m))) (#dot $a $y $n)
            (local.set $v (v128.load align=16 (local.get $rb)))
            (local.set $n (v128.and (local.get $v) (local.get $m))) (#dot $b $x $n)
            (local.set $n (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (local.get $m))) (#dot $b $y $n)
            (local.set $v (v128.load align=16 (local.get $rc)))
            (local.set $n (v128.and (local.get $v) (local.get $m))) (#dot $c $x $n)
            (local.set $n (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (local.get $m))) (#dot $c $y $n)
            (local.set $v (v128.load align=16 (local.get $rd)))
            (local.set $n (v128.and (local.get $v) (local.get $m))) (#dot $d $x $n)
            (local.set $n (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (local.get $m))) (#dot $d $y $n)
            (local.set $v (v128.load align=16 (local.get $re)))
            (local.set $n (v128.and (local.get $v) (local.get $m))) (#dot $e $x $n)
            (local.set $n (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (local.get $m))) (#dot $e $y $n)
            (local.set $v (v128.load align=16 (local.get $rf)))
            (local.set $n (v128.and (local.get $v) (local.get $m))) (#dot $f $x $n)
            (local.set $n (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (local.get $m))) (#dot $f $y $n)
            (local.set $v (v128.load align=16 (local.get $rg)))
            (local.set $n (v128.and (local.get $v) (local.get $m))) (#dot $g $x $n)
            (local.set $n (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (local.get $m))) (#dot $g $y $n)
            (local.set $v (v128.load align=16 (local.get $rh)))
            (local.set $n (v128.and (local.get $v) (local.get $m))) (#dot $h $x $n)
            (local.set $n (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (local.get $m))) (#dot $h $y $n)
            (local.set $rb (i32.add (local.get $rb) (i32.const 16)))
            (local.set $rc (i32.add (local.get $rc) (i32.const 16)))
            (local.set $rd (i32.add (local.get $rd) (i32.const 16)))
            (local.set $re (i32.add (local.get $re) (i32.const 16)))
            (local.set $rf (i32.add (local.get $rf) (i32.const 16)))
            (local.set $rg (i32.add (local.get $rg) (i32.const 16)))
            (local.set $rh (i32.add (local.get $rh) (i32.const 16)))
            (local.set $q (i32.add (local.get $q) (i32.const 32)))
            (br_if $step (i32.lt_u (local.tee $rows (i32.add (local.get $rows) (i32.const 16))) (local.get $end))))
          (local.set $rows (local.get $rh))
          ;; Four sums of four lanes each into one lane a row: the lanes of two rows beside each other, then those of two such pairs.
          (local.set $a (i32x4.add
            (i8x16.shuffle 0 1 2 3 16 17 18 19 8 9 10 11 24 25 26 27 (local.get $a) (local.get $b))
            (i8x16.shuffle 4 5 6 7 20 21 22 23 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
          (local.set $c (i32x4.add
            (i8x16.shuffle 0 1 2 3 16 17 18 19 8 9 10 11 24 25 26 27 (local.get $c) (local.get $d))
            (i8x16.shuffle 4 5 6 7 20 21 22 23 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d))))
          (local.set $a (i32x4.add
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $c))
            (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $c))))
          (local.set $a (f32x4.add
            (f32x4.mul (f32x4.sub (f32x4.convert_i32x4_s (local.get $a)) (f32x4.splat (local.get $offset))) (v128.load offset=0 align=16 (local.get $gains)))
            (f32x4.mul (f32x4.splat (local.get $reach)) (v128.load offset=0 align=16 (local.get $errors)))))
          (v128.store offset=0 align=16 (local.get $uppers) (local.get $a))
          (local.set $peak (f32x4.pmax (local.get $peak) (local.get $a)))
          (local.set $e (i32x4.add
            (i8x16.shuffle 0 1 2 3 16 17 18 19 8 9 10 11 24 25 26 27 (local.get $e) (local.get $f))
            (i8x16.shuffle 4 5 6 7 20 21 22 23 12 13 14 15 28 29 30 31 (local.get $e) (local.get $f))))
          (local.set $g (i32x4.add
            (i8x16.shuffle 0 1 2 3 16 17 18 19 8 9 10 11 24 25 26 27 (local.get $g) (local.get $h))
            (i8x16.shuffle 4 5 6 7 20 21 22 23 12 13 14 15 28 29 30 31 (local.get $g) (local.get $h))))
          (local.set $e (i32x4.add
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $e) (local.get $g))
            (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $e) (local.get $g))))
          (local.set $e (f32x4.add
            (f32x4.mul (f32x4.sub (f32x4.convert_i32x4_s (local.get $e)) (f32x4.splat (local.get $offset))) (v128.load offset=16 align=16 (local.get $gains)))
            (f32x4.mul (f32x4.splat (local.get $reach)) (v128.load offset=16 align=16 (local.get $errors)))))
          (v128.store offset=16 align=16 (local.get $uppers) (local.get $e))
          (local.set $peak (f32x4.pmax (local.get $peak) (local.get $e)))
          (local.set $gains (i32.add (local.get $gains) (i32.const 32)))
          (local.set $errors (i32.add (local.get $errors) (i32.const 32)))
          (local.set $uppers (i32.add (local.get $uppers) (i32.const 32)))
          (br_if $rowsOfEight (local.tee $eight (i32.sub (local.get $eight) (i32.const 1)))))
        (v128.store align=16 (local.get $peaks) (local.get $peak))
        (local.set $peaks (i32.add (local.get $peaks) (i32.const 16)))
        (local.set $blocks (i32.sub (local.get $blocks) (i32.const 1)))
        (br $block))))

  ;; The rows whose upper is at least `least`, in their order, into `list`, as i32, out of `blocks` blocks of which only those with such a peak are looked at.
  ;; Ends early where there are more than `room`, and answers how many were found.
  (func (export "sift") (param $peaks i32) (param $uppers i32) (param $blocks i32) (param $least f32) (param $list i32) (param $room i32) (result i32)
    (local $block i32) (local $row i32) (local $end i32) (local $bits i32) (local $found i32)
    (loop $next
      (if (v128.any_true (f32x4.ge (v128.load align=16 (i32.add (local.get $peaks) (i32.shl (local.get $block) (i32.const 4)))) (f32x4.splat (local.get $least))))
        (then
          (local.set $row (i32.shl (local.get $block) (i32.const 6)))
          (local.set $end (i32.add (local.get $row) (i32.const 64)))
          (loop $four
            (if (local.tee $bits (i32x4.bitmask (f32x4.ge (v128.load align=16 (i32.add (local.get $uppers) (i32.shl (local.get $row) (i32.const 2)))) (f32x4.splat (local.get $least)))))
              (then
                (loop $bit
                  (if (i32.eq (local.get $found) (local.get $room)) (then (return (i32.add (local.get $found) (i32.const 1)))))
                  (i32.store (i32.add (local.get $list) (i32.shl (local.get $found) (i32.const 2))) (i32.add (local.get $row) (i32.ctz (local.get $bits))))
                  (local.set $found (i32.add (local.get $found) (i32.const 1)))
                  (br_if $bit (local.tee $bits (i32.and (local.get $bits) (i32.sub (local.get $bits) (i32.const 1))))))))
            (br_if $four (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 4))) (local.get $end))))))
      (br_if $next (i32.lt_u (local.tee $block (i32.add (local.get $block) (i32.const 1))) (local.get $blocks))))
    (local.get $found))

  ;; out[i] = Σ_d row[d] · query[d], as i32, for the int8 row list[i]; `count` is a multiple of 4, for four rows at once hide how far apart they lie in memory.
  ;; The query comes as int16 (14 bits and a sign), so that a row of up to 2,048 numbers cannot overflow. `stride` in bytes, a multiple of 16; all addresses on 16 bytes.
  (func (export "dots") (param $query i32) (param $rows i32) (param $list i32) (param $count i32) (param $stride i32) (param $out i32)
    (local $q i32) (local $end i32) (local $v v128) (local $x v128) (local $y v128)
    (local $ra i32) (local $rb i32) (local $rc i32) (local $rd i32) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (block $done
      (loop $four
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $q (local.get $query))
        (local.set $ra (i32.add (local.get $rows) (i32.mul (local.get $stride) (i32.load (local.get $list)))))
        (local.set $rb (i32.add (local.get $rows) (i32.mul (local.get $stride) (i32.load offset=4 (local.get $list)))))
        (local.set $rc (i32.add (local.get $rows) (i32.mul (local.get $stride) (i32.load offset=8 (local.get $list)))))
        (local.set $rd (i32.add (local.get $rows) (i32.mul (local.get $stride) (i32.load offset=12 (local.get $list)))))
        (local.set $a (v128.const i32x4 0 0 0 0))
        (local.set $b (v128.const i32x4 0 0 0 0))
        (local.set $c (v128.const i32x4 0 0 0 0))
        (local.set $d (v128.const i32x4 0 0 0 0))
        (local.set $end (i32.add (local.get $ra) (local.get $stride)))
        (loop $step
          (local.set $x (v128.load align=16 (local.get $q)))
          (local.set $y (v128.load offset=16 align=16 (local.get $q)))
          (local.set $v (v128.load align=16 (local.get $ra)))
          (local.set $a (i32x4.add (i32x4.add (local.get $a)
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $v)) (local.get $x)))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $v)) (local.get $y))))
          (local.set $v (v128.load align=16 (local.get $rb)))
          (local.set $b (i32x4.add (i32x4.add (local.get $b)
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $v)) (local.get $x)))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $v)) (local.get $y))))
          (local.set $v (v128.load align=16 (local.get $rc)))
          (local.set $c (i32x4.add (i32x4.add (local.get $c)
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $v)) (local.get $x)))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $v)) (local.get $y))))
          (local.set $v (v128.load align=16 (local.get $rd)))
          (local.set $d (i32x4.add (i32x4.add (local.get $d)
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $v)) (local.get $x)))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $v)) (local.get $y))))
          (local.set $rb (i32.add (local.get $rb) (i32.const 16)))
          (local.set $rc (i32.add (local.get $rc) (i32.const 16)))
          (local.set $rd (i32.add (local.get $rd) (i32.const 16)))
          (local.set $q (i32.add (local.get $q) (i32.const 32)))
          (br_if $step (i32.lt_u (local.tee $ra (i32.add (local.get $ra) (i32.const 16))) (local.get $end))))
        (local.set $a (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 8 9 10 11 24 25 26 27 (local.get $a) (local.get $b))
          (i8x16.shuffle 4 5 6 7 20 21 22 23 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
        (local.set $c (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 8 9 10 11 24 25 26 27 (local.get $c) (local.get $d))
          (i8x16.shuffle 4 5 6 7 20 21 22 23 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d))))
        (v128.store align=16 (local.get $out) (i32x4.add
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $c))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $c))))
        (local.set $list (i32.add (local.get $list) (i32.const 16)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (local.set $count (i32.sub (local.get $count) (i32.const 4)))
        (br $four)))))
