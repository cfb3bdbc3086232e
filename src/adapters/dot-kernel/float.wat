;; Dot products of one vector with many float32 rows, summed in double precision: lane by lane in the order of the plain loop, so to the bit its result.
(module
  (memory (import "hearth" "memory") 1)

  ;; `query` holds f64, `dimensions` a multiple of 4. `places` holds i32, `count` of them, a multiple of 4; the row of place p begins at rows + p · dimensions · 4.
  ;; out[i] = (s0 + s1) + (s2 + s3), where s_k is the sum over d ≡ k (mod 4), as f64. Four rows at once hide the time that an addition takes.
  (func (export "dots") (param $query i32) (param $dimensions i32) (param $places i32) (param $count i32) (param $rows i32) (param $out i32)
    (local $q i32) (local $end i32) (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $x v128) (local $y v128)
    (local $a0 v128) (local $a1 v128) (local $b0 v128) (local $b1 v128) (local $c0 v128) (local $c1 v128) (local $d0 v128) (local $d1 v128)
    (local.set $end (i32.add (local.get $query) (i32.shl (local.get $dimensions) (i32.const 3))))
    (block $done
      (loop $four
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $a (i32.add (local.get $rows) (i32.mul (i32.shl (local.get $dimensions) (i32.const 2)) (i32.load (local.get $places)))))
        (local.set $b (i32.add (local.get $rows) (i32.mul (i32.shl (local.get $dimensions) (i32.const 2)) (i32.load offset=4 (local.get $places)))))
        (local.set $c (i32.add (local.get $rows) (i32.mul (i32.shl (local.get $dimensions) (i32.const 2)) (i32.load offset=8 (local.get $places)))))
        (local.set $d (i32.add (local.get $rows) (i32.mul (i32.shl (local.get $dimensions) (i32.const 2)) (i32.load offset=12 (local.get $places)))))
        (local.set $a0 (v128.const i64x2 0 0)) (local.set $a1 (v128.const i64x2 0 0))
        (local.set $b0 (v128.const i64x2 0 0)) (local.set $b1 (v128.const i64x2 0 0))
        (local.set $c0 (v128.const i64x2 0 0)) (local.set $c1 (v128.const i64x2 0 0))
        (local.set $d0 (v128.const i64x2 0 0)) (local.set $d1 (v128.const i64x2 0 0))
        (local.set $q (local.get $query))
        (loop $step
          (local.set $x (v128.load align=16 (local.get $q)))
          (local.set $y (v128.load offset=16 align=16 (local.get $q)))
          (local.set $a0 (f64x2.add (local.get $a0) (f64x2.mul (local.get $x) (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $a))))))
          (local.set $a1 (f64x2.add (local.get $a1) (f64x2.mul (local.get $y) (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $a))))))
          (local.set $b0 (f64x2.add (local.get $b0) (f64x2.mul (local.get $x) (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $b))))))
          (local.set $b1 (f64x2.add (local.get $b1) (f64x2.mul (local.get $y) (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $b))))))
          (local.set $c0 (f64x2.add (local.get $c0) (f64x2.mul (local.get $x) (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $c))))))
          (local.set $c1 (f64x2.add (local.get $c1) (f64x2.mul (local.get $y) (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $c))))))
          (local.set $d0 (f64x2.add (local.get $d0) (f64x2.mul (local.get $x) (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $d))))))
          (local.set $d1 (f64x2.add (local.get $d1) (f64x2.mul (local.get $y) (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $d))))))
          (local.set $a (i32.add (local.get $a) (i32.const 16)))
          (local.set $b (i32.add (local.get $b) (i32.const 16)))
          (local.set $c (i32.add (local.get $c) (i32.const 16)))
          (local.set $d (i32.add (local.get $d) (i32.const 16)))
          (br_if $step (i32.lt_u (local.tee $q (i32.add (local.get $q) (i32.const 32))) (local.get $end))))
        (f64.store (local.get $out) (f64.add
          (f64.add (f64x2.extract_lane 0 (local.get $a0)) (f64x2.extract_lane 1 (local.get $a0)))
          (f64.add (f64x2.extract_lane 0 (local.get $a1)) (f64x2.extract_lane 1 (local.get $a1)))))
        (f64.store offset=8 (local.get $out) (f64.add
          (f64.add (f64x2.extract_lane 0 (local.get $b0)) (f64x2.extract_lane 1 (local.get $b0)))
          (f64.add (f64x2.extract_lane 0 (local.get $b1)) (f64x2.extract_lane 1 (local.get $b1)))))
        (f64.store offset=16 (local.get $out) (f64.add
          (f64.add (f64x2.extract_lane 0 (local.get $c0)) (f64x2.extract_lane 1 (local.get $c0)))
          (f64.add (f64x2.extract_lane 0 (local.get $c1)) (f64x2.extract_lane 1 (local.get $c1)))))
        (f64.store offset=24 (local.get $out) (f64.add
          (f64.add (f64x2.extract_lane 0 (local.get $d0)) (f64x2.extract_lane 1 (local.get $d0)))
          (f64.add (f64x2.extract_lane 0 (local.get $d1)) (f64x2.extract_lane 1 (local.get $d1)))))
        (local.set $places (i32.add (local.get $places) (i32.const 16)))
        (local.set $out (i32.add (local.get $out) (i32.const 32)))
        (local.set $count (i32.sub (local.get $count) (i32.const 4)))
        (br $four)))))
