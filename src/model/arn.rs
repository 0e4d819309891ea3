//! Names of resources in AWS's form, for what has no ARN of its own.

/// The account and region that ARNs name where the event itself names none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// 12 digits.
    pub account: String,
    /// Such as `eu-west-1`.
    pub region: String,
}

impl Default for Home {
    fn default() -> Self {
        Self { account: "000000000000".to_owned(), region: "us-east-1".to_owned() }
    }
}

impl Home {
    /// The account and region of an event, or these where it names none.
    #[must_use]
    pub fn of_event(&self, account: Option<&str>, region: Option<&str>) -> Self {
        let or =
            |named: Option<&str>, own: &String| named.map_or_else(|| own.clone(), str::to_owned);
        Self { account: or(account, &self.account), region: or(region, &self.region) }
    }

    /// The ARN of a rule: the bus stands in it unless it is `default`, as AWS has it.
    #[must_use]
    pub fn rule(&self, bus: &str, name: &str) -> String {
        let bus = if bus == "default" { String::new() } else { format!("{bus}/") };
        format!("arn:aws:events:{}:{}:rule/{bus}{name}", self.region, self.account)
    }

    /// The ARN of an alarm.
    #[must_use]
    pub fn alarm(&self, name: &str) -> String {
        format!("arn:aws:cloudwatch:{}:{}:alarm:{name}", self.region, self.account)
    }

    /// The ARN of a schedule, which is in the group `default`.
    #[must_use]
    pub fn schedule(&self, name: &str) -> String {
        format!("arn:aws:scheduler:{}:{}:schedule/default/{name}", self.region, self.account)
    }

    /// The ARN of a target, which acts like a Lambda function.
    #[must_use]
    pub fn function(&self, target: &str) -> String {
        format!("arn:aws:lambda:{}:{}:function:{target}", self.region, self.account)
    }

    /// The ARN of a bus.
    #[must_use]
    pub fn bus(&self, name: &str) -> String {
        format!("arn:aws:events:{}:{}:event-bus/{name}", self.region, self.account)
    }
}

#[cfg(test)]
mod tests {
    use super::Home;

    #[test]
    fn buses_stand_in_the_arns_of_their_rules() {
        let home = Home { account: "111122223333".to_owned(), region: "eu-west-1".to_owned() };
        let arn = home.rule("orders-bus", "paid");
        assert_eq!(arn, "arn:aws:events:eu-west-1:111122223333:rule/orders-bus/paid");
        assert_eq!(home.rule("default", "a"), "arn:aws:events:eu-west-1:111122223333:rule/a");
        let arn = home.schedule("nightly");
        assert_eq!(arn, "arn:aws:scheduler:eu-west-1:111122223333:schedule/default/nightly");
        assert_eq!(home.function("t"), "arn:aws:lambda:eu-west-1:111122223333:function:t");
    }
}
