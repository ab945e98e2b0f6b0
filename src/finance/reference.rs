//! Published cases, each with its source; figures to 1e-9, or to the digits printed where those are fewer.

use super::*;

/// Asserts that two numbers agree to a relative margin.
#[track_caller]
fn close(value: f64, expected: f64, margin: f64) {
    assert!((value - expected).abs() <= margin * expected.abs(), "{value} instead of {expected}");
}

#[track_caller]
fn one_rate(flows: &[f64], expected: f64, margin: f64) {
    match irr(flows) {
        Irr::One(rate) => close(rate, expected, margin),
        other => panic!("{other:?} instead of {expected}"),
    }
}

/// RuralInvest (FAO), the program's own test project "Fruit and Vegetable Processing Plant", 12 years, 8 %: flows as its
/// versions lay them out, the first one discounted by a year. The first two rows are stored by the program; the others
/// were worked out from its rules.
#[test]
fn fruit_and_vegetable_plant_of_ruralinvest() {
    let legacy =
        [-134084.5, 15391.5, 26614.5, 26614.5, 26614.5, 18964.5, 13519.5, 26614.5, 26614.5, 26614.5, 95.5, 89870.7];
    close(npv(0.08, &legacy) / 1.08, 43436.42285210936, 1e-9);
    one_rate(&legacy, 0.1385205670329087, 1e-9);
    let mut donated = legacy;
    donated[0] = -99084.5;
    close(npv(0.08, &donated) / 1.08, 75843.83025951678, 1e-9);
    one_rate(&donated, 0.20874407792498018, 1e-9);
    let mut corrected = legacy;
    corrected[11] = 76775.7;
    close(npv(0.08, &corrected) / 1.08, 38236.21818264, 1e-9);
    one_rate(&corrected, 0.13340780611, 1e-9);

    let mut at_start = vec![-127030.0, -7054.5];
    at_start.extend(&corrected[1..]);
    for (rate, value) in [(0.08, 28826.59), (0.02, 110661.94), (0.05, 64027.31), (0.10, 10079.74), (0.12, -5726.03)] {
        assert!((npv(rate, &at_start) - value).abs() <= 0.005001, "{rate}");
    }
    one_rate(&at_start, 0.11236275, 5e-8);
    at_start[0] += 25000.0;
    assert!((npv(0.08, &at_start) - 53826.59).abs() <= 0.005001);
    one_rate(&at_start, 0.14985781, 5e-8);
}

/// System Advisor Model (NREL), fixed-charge-rate cost of energy. Costs and energy are level, so their present values stand
/// in the same ratio at every rate.
#[test]
fn cost_of_energy_of_the_system_advisor_model() {
    for (charge, capital, running, energy, expected) in [
        (0.08160257742914295, 52e6, 650e3, 105_741_823.8917052, 0.0462762400554667),
        (0.08222968470861396, 260.6e6, 8.4e6, 818_888_286.4347197, 0.0364262822282325),
    ] {
        for rate in [0.0, 0.05, 0.3] {
            let mut costs = vec![charge * capital + running; 26];
            let mut sold = vec![energy; 26];
            (costs[0], sold[0]) = (0.0, 0.0);
            close(npv(rate, &costs) / npv(rate, &sold), expected, 1e-9);
        }
    }
}

/// A rooftop plant in rural China (repository GavinWang2023/solar-project): 50 m², 30 years, first year undiscounted.
#[test]
fn rural_rooftop_plant() {
    let energy = |year: i32| 50.0 * 1420.7 * 0.18 * 0.8 * (1.0f64 - 0.007).powi(year);
    close(energy(1), 10157.43672, 1e-9);
    close(energy(30), 8285.378, 5e-8);
    let mut flows: Vec<f64> = (1..=30).map(|year| energy(year) * 0.4 * 0.9 - 250.0).collect();
    flows[0] -= 34500.0;
    close(flows[0], -31093.32, 5e-7);
    assert!((flows[1] - 3381.08).abs() < 0.005);
    assert!((npv(0.08, &flows) - 4199.74).abs() < 0.005);
    assert!((npv(1.08 / 1.025 - 1.0, &flows) - 14407.43).abs() < 0.005);
    one_rate(&flows, 0.0948978, 5e-7);
}

/// decisionSupport (R package), tests of `discount`.
#[test]
fn discounted_series_of_decision_support() {
    close(npv(0.04, &[100.0; 10]), 843.5331610529, 1e-9);
    close(npv(0.05, &[3.0, 6.0, 2.0, 5.0, 4.0, 3.0, 9.0, 0.0, 110.0]), 101.6571894553, 1e-9);
}

/// numpy-financial, its test suite.
#[test]
fn time_value_of_money_of_numpy_financial() {
    close(pmt(0.08 / 12.0, 60.0, 15000.0, 0.0, false), -304.1459143262052, 1e-9);
    close(pmt(0.0, 60.0, 15000.0, 0.0, false), -250.0, 1e-9);
    close(nper(0.075, -2000.0, 0.0, 100000.0, false), 21.5449442, 5e-9);
    close(nper(0.075, -2000.0, 0.0, 100000.0, true), 20.76156441, 5e-9);
    close(nper(0.1, 0.0, -500.0, 1500.0, false), 11.52670461, 5e-9);
    close(ppmt(0.1 / 12.0, 1.0, 60.0, 55000.0, 0.0, false), -710.2541257864, 1e-9);
    close(ppmt(0.1 / 12.0, 1.0, 60.0, 55000.0, 0.0, true), -1158.929712, 1e-9);
    close(ipmt(0.1 / 12.0, 1.0, 24.0, 2000.0, 0.0, false), -16.6666667, 5e-9);
    let flows = [-4500.0, -800.0, 800.0, 800.0, 600.0, 600.0, 800.0, 800.0, 700.0, 3000.0];
    assert!((mirr(&flows, 0.08, 0.055) - 0.0666).abs() < 5e-5);
    assert!((mirr(&[-120e3, 39e3, 30e3, 21e3, 37e3, 46e3], 0.10, 0.12) - 0.126094).abs() < 5e-7);
    assert!((mirr(&[100.0, 200.0, -50.0, 300.0, -200.0], 0.05, 0.06) - 0.3428).abs() < 5e-5);
    assert!(mirr(&[39e3, 30e3, 21e3, 37e3, 46e3], 0.10, 0.12).is_nan());
}

/// Flows on which other programs' IRR went wrong: numpy-financial (tests; issues 28, 98), pyxirr (issues 24, 46). Published
/// roots, to the digits printed.
#[test]
fn rates_that_other_programs_missed() {
    let level = |first: f64, flow: f64, periods: usize| {
        let mut flows = vec![first];
        flows.resize(periods + 1, flow);
        flows
    };
    #[rustfmt::skip]
    let falling = vec![
        -144852555.0, 1418817.33, 1402670.49, 1382962.90, 1370421.60, 1354305.96, 1338186.55, 1318574.19, 1305934.72,
        1289804.33, 1273673.50, 1253548.45, 1241449.17, 1225335.63, 1209170.48, 1189273.31, 1176256.90, 1159466.27,
        1142451.61, 1121479.27, 1106681.64,
    ];
    let cases: Vec<(Vec<f64>, Vec<f64>, f64)> = vec![
        (vec![-150e3, 15e3, 25e3, 35e3, 45e3, 60e3], vec![0.0524328889], 5e-11),
        (vec![-100.0, 0.0, 0.0, 74.0], vec![-0.0954958303], 5.1e-11),
        (vec![-100.0, 39.0, 59.0, 55.0, 20.0], vec![0.2809484212], 5.1e-11),
        (vec![-100.0, 100.0, 0.0, -7.0], vec![-0.6788943736, -0.0832996662], 5.1e-11),
        (vec![-100.0, 100.0, 0.0, 7.0], vec![0.0620584856], 5.1e-11),
        (vec![-5.0, 10.5, 1.0, -8.0, 1.0], vec![-0.8702, 0.0885983385, 0.7095595], 5e-5),
        (vec![-40e3, 5e3, 8e3, 12e3, 30e3], vec![0.1058225984], 5.1e-11),
        (level(-10e3, 327.24625, 16), vec![-0.06765411345], 5.1e-12),
        (vec![-50.0, -100.0, 600.0, 300.0, -100.0], vec![-0.7688954707, 1.8544178285], 5.1e-11),
        (level(-172545.848122807, 787.735232517999, 480), vec![0.003840104812570], 5.1e-14),
        (falling, vec![-0.13209372260], 5.1e-12),
    ];
    for (flows, rates, margin) in cases {
        let found = irr_all(&flows);
        assert_eq!(found.len(), rates.len(), "{flows:?}: {found:?}");
        for (found, rate) in found.iter().zip(&rates) {
            assert!((found - rate).abs() <= margin, "{found} instead of {rate}");
        }
        match irr(&flows) {
            Irr::One(rate) => assert_eq!(vec![rate], found),
            other => assert!(other == Irr::Several && found.len() > 1),
        }
    }
    let found = irr_all(&[-5.0, 10.5, 1.0, -8.0, 1.0]);
    assert!((found[1] - 0.0885983385).abs() <= 5.1e-11 && (found[2] - 0.7095595).abs() <= 5.1e-8);
}
