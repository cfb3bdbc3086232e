;; Exact search for the nearest of many int8 rows: a first look at 4 bits a number, a sieve, exact products of what is left.
;; Assembled twice: `(#dot $sum $x $n)` adds to four 32-bit sums the products of 16 signed bytes with 16 of 0…15, by relaxed SIMD or by what every SIMD has.
(module
  (memory (import "hearth" "memory") 1)

  ;; Rounds a query of `count` f32 to int16 with 13 bits and a sign, and those more coarsely to int8, for the first look; both are zero behind `count`.
  ;; Writes as f64 the size of a step, that of a coarse one, the length of the finer query, its distance to the coarse one and the sum of the coarse numbers.
  ;; The step is 0, and nothing else is written, where a number is not finite or all are 0.
  (func (export "prepare") (param $query i32) (param $count i32) (param $fine i32) (param $coarse i32) (param $out i32)
    (local $d i32) (local $largest f64) (local $most f64) (local $step f64) (local $perStep f64) (local $x f64) (local $y f64) (local $square f64) (local $off f64) (local $sum f64)
    (loop $find
      (local.set $x (f64.abs (f64.promote_f32 (f32.load (i32.add (local.get $query) (i32.shl (local.get $d) (i32.const 2)))))))
      (local.set $largest (f64.max (local.get $largest) (local.get $x)))
      (br_if $find (i32.lt_u (local.tee $d (i32.add (local.get $d) (i32.const 1))) (local.get $count))))
    (f64.store (local.get $out) (f64.const 0))
    ;; Neither NaN nor infinite, which `max` hands on.
    (if (i32.eqz (f64.lt (local.get $largest) (f64.const inf))) (then (return)))
    (local.set $step (f64.div (local.get $largest) (f64.const 8191)))
    (if (f64.eq (local.get $step) (f64.const 0)) (then (return)))
    ;; The largest number is itself rounded; what it is divided by is the largest as it was rounded.
    (local.set $most (f64.floor (f64.add (f64.div (local.get $largest) (local.get $step)) (f64.const 0.5))))
    (local.set $perStep (f64.div (f64.const 127) (local.get $most)))
    (local.set $d (i32.const 0))
    (loop $round
      (local.set $x (f64.floor (f64.add (f64.div (f64.promote_f32 (f32.load (i32.add (local.get $query) (i32.shl (local.get $d) (i32.const 2))))) (local.get $step)) (f64.const 0.5))))
      (local.set $y (f64.nearest (f64.mul (local.get $x) (local.get $perStep))))
      (i32.store16 (i32.add (local.get $fine) (i32.shl (local.get $d) (i32.const 1))) (i32.trunc_sat_f64_s (local.get $x)))
      (i32.store8 (i32.add (local.get $coarse) (local.get $d)) (i32.trunc_sat_f64_s (local.get $y)))
      (local.set $sum (f64.add (local.get $sum) (local.get $y)))
      (local.set $square (f64.add (local.get $square) (f64.mul (local.get $x) (local.get $x))))
      (local.set $x (f64.sub (local.get $x) (f64.div (local.get $y) (local.get $perStep))))
      (local.set $off (f64.add (local.get $off) (f64.mul (local.get $x) (local.get $x))))
      (br_if $round (i32.lt_u (local.tee $d (i32.add (local.get $d) (i32.const 1))) (local.get $count))))
    (f64.store (local.get $out) (local.get $step))
    (f64.store offset=8 (local.get $out) (f64.div (local.get $step) (local.get $perStep)))
    (f64.store offset=16 (local.get $out) (f64.mul (local.get $step) (f64.sqrt (local.get $square))))
    (f64.store offset=24 (local.get $out) (f64.mul (local.get $step) (f64.sqrt (local.get $off))))
    (f64.store offset=32 (local.get $out) (local.get $sum)))

  ;; The k-th largest of `count` f32, none of them NaN or those that are left out; −∞ where there are not so many. `top` has room for k.
  (func (export "kth") (param $values i32) (param $count i32) (param $k i32) (param $top i32) (result f32)
    (local $at i32) (local $end i32) (local $value f32) (local $least f32) (local $before f32)
    (local.set $least (f32.const -inf))
    (local.set $end (i32.add (local.get $top) (i32.shl (local.get $k) (i32.const 2))))
    (local.set $at (local.get $top))
    (loop $clear
      (f32.store (local.get $at) (f32.const -inf))
      (br_if $clear (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $end))))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $value (f32.load (local.get $values)))
        (local.set $values (i32.add (local.get $values) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br_if $next (i32.eqz (f32.gt (local.get $value) (local.get $least))))
        (local.set $at (i32.sub (local.get $end) (i32.const 4)))
        (block $placed
          (loop $shift
            (br_if $placed (i32.le_u (local.get $at) (local.get $top)))
            (br_if $placed (i32.eqz (f32.lt (local.tee $before (f32.load (i32.sub (local.get $at) (i32.const 4)))) (local.get $value))))
            (f32.store (local.get $at) (local.get $before))
            (local.set $at (i32.sub (local.get $at) (i32.const 4)))
            (br $shift)))
        (f32.store (local.get $at) (local.get $value))
        (local.set $least (f32.load (i32.sub (local.get $end) (i32.const 4))))
        (br $next)))
    (local.get $least))

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

  ;; Reads one number of each 64 bytes of the listed rows: so they come from memory side by side, before the products wait for one after another.
  (func $fetch (param $rows i32) (param $list i32) (param $count i32) (param $stride i32) (result i32)
    (local $at i32) (local $end i32) (local $seen i32)
    (loop $row
      (local.set $at (i32.add (local.get $rows) (i32.mul (local.get $stride) (i32.load (local.get $list)))))
      (local.set $end (i32.add (local.get $at) (local.get $stride)))
      (loop $line
        (local.set $seen (i32.xor (local.get $seen) (i32.load (local.get $at))))
        (br_if $line (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 64))) (local.get $end))))
      (local.set $list (i32.add (local.get $list) (i32.const 4)))
      (br_if $row (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (local.get $seen))

  ;; out[i] = Σ_d row[d] · query[d] · step · inverse[list[i]], as f32, for the int8 row list[i]: one integer, multiplied in double precision and rounded at the end.
  ;; `count` is a multiple of 4, for four rows at once hide how far apart they lie in memory. `inverse` holds f32, NaN for a row without a vector.
  ;; The query comes as int16 (14 bits and a sign), so that a row of up to 2,048 numbers cannot overflow. `stride` in bytes, a multiple of 16; all addresses on 16 bytes.
  (func (export "score") (param $query i32) (param $rows i32) (param $list i32) (param $count i32) (param $stride i32) (param $step f64) (param $inverse i32) (param $out i32)
    (local $q i32) (local $end i32) (local $v v128) (local $x v128) (local $y v128)
    (local $ra i32) (local $rb i32) (local $rc i32) (local $rd i32) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (block $done
      (br_if $done (i32.eqz (local.get $count)))
      ;; Put where the first scores go: what nobody took would not be read.
      (i32.store (local.get $out) (call $fetch (local.get $rows) (local.get $list) (local.get $count) (local.get $stride)))
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
        (local.set $a (i32x4.add
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $c))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $c))))
        (f32.store (local.get $out) (f32.demote_f64 (f64.mul
          (f64.mul (f64.convert_i32_s (i32x4.extract_lane 0 (local.get $a))) (local.get $step))
          (f64.promote_f32 (f32.load (i32.add (local.get $inverse) (i32.shl (i32.load (local.get $list)) (i32.const 2))))))))
        (f32.store offset=4 (local.get $out) (f32.demote_f64 (f64.mul
          (f64.mul (f64.convert_i32_s (i32x4.extract_lane 1 (local.get $a))) (local.get $step))
          (f64.promote_f32 (f32.load (i32.add (local.get $inverse) (i32.shl (i32.load offset=4 (local.get $list)) (i32.const 2))))))))
        (f32.store offset=8 (local.get $out) (f32.demote_f64 (f64.mul
          (f64.mul (f64.convert_i32_s (i32x4.extract_lane 2 (local.get $a))) (local.get $step))
          (f64.promote_f32 (f32.load (i32.add (local.get $inverse) (i32.shl (i32.load offset=8 (local.get $list)) (i32.const 2))))))))
        (f32.store offset=12 (local.get $out) (f32.demote_f64 (f64.mul
          (f64.mul (f64.convert_i32_s (i32x4.extract_lane 3 (local.get $a))) (local.get $step))
          (f64.promote_f32 (f32.load (i32.add (local.get $inverse) (i32.shl (i32.load offset=12 (local.get $list)) (i32.const 2))))))))
        (local.set $list (i32.add (local.get $list) (i32.const 16)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (local.set $count (i32.sub (local.get $count) (i32.const 4)))
        (br $four)))))
