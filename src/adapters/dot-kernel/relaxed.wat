;; Dot products of one query with many int8 rows, relaxed SIMD.
;; The relaxed product wants one side in 0…127, so the query, moved up by 8,192 into 14 bits, comes as two arrays of 7 bits:
;; high bytes and low bytes, 16 of each in turn. out = 128·Σ x·high + Σ x·low; the caller subtracts 8,192·Σ x.
(module
  (memory (import "hearth" "memory") 1)

  ;; `count` rows of `stride` bytes, a multiple of 16; all addresses on 16 bytes. Rows hold −127…127.
  (func (export "dots") (param $query i32) (param $rows i32) (param $count i32) (param $stride i32) (param $out i32)
    (local $q i32) (local $end i32) (local $x v128) (local $low v128) (local $high v128)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $q (local.get $query))
        (local.set $end (i32.add (local.get $rows) (local.get $stride)))
        (local.set $low (v128.const i32x4 0 0 0 0))
        (local.set $high (v128.const i32x4 0 0 0 0))
        (loop $step
          (local.set $x (v128.load align=16 (local.get $rows)))
          (local.set $high (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $x) (v128.load align=16 (local.get $q)) (local.get $high)))
          (local.set $low (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $x) (v128.load offset=16 align=16 (local.get $q)) (local.get $low)))
          (local.set $q (i32.add (local.get $q) (i32.const 32)))
          (local.set $rows (i32.add (local.get $rows) (i32.const 16)))
          (br_if $step (i32.lt_u (local.get $rows) (local.get $end))))
        (local.set $low (i32x4.add (local.get $low) (i32x4.shl (local.get $high) (i32.const 7))))
        (local.set $low (i32x4.add (local.get $low) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $low) (local.get $low))))
        (i32.store (local.get $out)
          (i32.add (i32x4.extract_lane 0 (local.get $low)) (i32x4.extract_lane 1 (local.get $low))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $row))))

  ;; For a first look: out[r] = (Σ_d rows[r·stride + d] · query[d] − offset[r]) · factor[r], as f32, four rows at a time.
  ;; The query has one array of 7 bits; `count` is a multiple of 4, `offset` holds i32, `factor` f32.
  (func (export "look") (param $query i32) (param $rows i32) (param $count i32) (param $stride i32) (param $offset i32) (param $factor i32) (param $out i32)
    (local $q i32) (local $end i32) (local $r1 i32) (local $r2 i32) (local $r3 i32) (local $y v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (block $done
      (loop $four
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $q (local.get $query))
        (local.set $end (i32.add (local.get $rows) (local.get $stride)))
        (local.set $r1 (local.get $end))
        (local.set $r2 (i32.add (local.get $r1) (local.get $stride)))
        (local.set $r3 (i32.add (local.get $r2) (local.get $stride)))
        (local.set $a (v128.const i32x4 0 0 0 0))
        (local.set $b (v128.const i32x4 0 0 0 0))
        (local.set $c (v128.const i32x4 0 0 0 0))
        (local.set $d (v128.const i32x4 0 0 0 0))
        (loop $step
          (local.set $y (v128.load align=16 (local.get $q)))
          (local.set $a (i32x4.relaxed_dot_i8x16_i7x16_add_s (v128.load align=16 (local.get $rows)) (local.get $y) (local.get $a)))
          (local.set $b (i32x4.relaxed_dot_i8x16_i7x16_add_s (v128.load align=16 (local.get $r1)) (local.get $y) (local.get $b)))
          (local.set $c (i32x4.relaxed_dot_i8x16_i7x16_add_s (v128.load align=16 (local.get $r2)) (local.get $y) (local.get $c)))
          (local.set $d (i32x4.relaxed_dot_i8x16_i7x16_add_s (v128.load align=16 (local.get $r3)) (local.get $y) (local.get $d)))
          (local.set $q (i32.add (local.get $q) (i32.const 16)))
          (local.set $r1 (i32.add (local.get $r1) (i32.const 16)))
          (local.set $r2 (i32.add (local.get $r2) (i32.const 16)))
          (local.set $r3 (i32.add (local.get $r3) (i32.const 16)))
          (br_if $step (i32.lt_u (local.tee $rows (i32.add (local.get $rows) (i32.const 16))) (local.get $end))))
        ;; Four sums of four lanes: the lanes of a and b beside each other, then those of c and d, then all.
        (local.set $a (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 8 9 10 11 24 25 26 27 (local.get $a) (local.get $b))
          (i8x16.shuffle 4 5 6 7 20 21 22 23 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
        (local.set $c (i32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 8 9 10 11 24 25 26 27 (local.get $c) (local.get $d))
          (i8x16.shuffle 4 5 6 7 20 21 22 23 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d))))
        (local.set $a (i32x4.add
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $c))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $c))))
        (v128.store align=16 (local.get $out)
          (f32x4.mul (f32x4.convert_i32x4_s (i32x4.sub (local.get $a) (v128.load align=16 (local.get $offset)))) (v128.load align=16 (local.get $factor))))
        (local.set $rows (local.get $r3))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (local.set $offset (i32.add (local.get $offset) (i32.const 16)))
        (local.set $factor (i32.add (local.get $factor) (i32.const 16)))
        (local.set $count (i32.sub (local.get $count) (i32.const 4)))
        (br $four)))))
