CREATE TABLE "screen_batches" (
	"lender_id" text NOT NULL,
	"id" text NOT NULL,
	"product_id" text NOT NULL,
	"version" integer NOT NULL,
	"product_name" text NOT NULL,
	"audience" jsonb NOT NULL,
	"criteria" jsonb NOT NULL,
	"area" text NOT NULL,
	"status" text NOT NULL,
	"cursor" text NOT NULL,
	"expected" integer NOT NULL,
	"walked" integer NOT NULL,
	"met" integer NOT NULL,
	"short" integer NOT NULL,
	"unknown" integer NOT NULL,
	"as_of" date,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "screen_batches_lender_id_id_pk" PRIMARY KEY("lender_id","id")
);
--> statement-breakpoint
CREATE TABLE "screen_dues" (
	"subject_id" text PRIMARY KEY NOT NULL,
	"marked" integer NOT NULL,
	"taken" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "screen_entries" (
	"lender_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"subject_id" text NOT NULL,
	"kind" text NOT NULL,
	"verdict" text NOT NULL,
	"basis" text NOT NULL,
	"consent_id" text,
	"application_id" text,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "screen_entries_lender_id_batch_id_subject_id_pk" PRIMARY KEY("lender_id","batch_id","subject_id")
);
--> statement-breakpoint
CREATE TABLE "screen_rows" (
	"subject_id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"as_of" date NOT NULL,
	"district" text,
	"village" text,
	"layout" integer NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	"known_on" integer[] NOT NULL,
	"closed" smallint[] NOT NULL,
	"v_kind" text,
	"v_age_months" bigint,
	"v_district" text,
	"v_industry" text,
	"v_registered_capital_fen" bigint,
	"v_registration_status" smallint,
	"v_staff" bigint,
	"v_revenue_fen" bigint,
	"v_assets_fen" bigint,
	"v_liabilities_fen" bigint,
	"v_debt_ratio_bp" bigint,
	"v_insured_staff" bigint,
	"v_social_paid_months" bigint,
	"v_housing_fund_current" smallint,
	"v_power_kwh12m" bigint,
	"v_water_cubic_metre12m" bigint,
	"v_gas_cubic_metre12m" bigint,
	"v_utility_arrears_months" bigint,
	"v_size_class" smallint,
	"v_city_evaluation" smallint,
	"v_environment_grade" smallint,
	"v_labour_grade" smallint,
	"v_customs_grade" smallint,
	"v_licence_count" bigint,
	"v_penalty_count12m" bigint,
	"v_penalty_count36m" bigint,
	"v_penalty_fen36m" bigint,
	"v_inspection_failures24m" bigint,
	"v_abnormal_listed" smallint,
	"v_dishonesty_listed" smallint,
	"v_judgment_debtor" smallint,
	"v_judgment_debt_fen" bigint,
	"v_wage_arrears_open" smallint,
	"v_quality_grade" smallint,
	"v_ip_grade" smallint,
	"v_patent_count" bigint,
	"v_contract_grade" smallint,
	"v_award_count24m" bigint,
	"v_award_fen24m" bigint,
	"v_commitments_kept" bigint,
	"v_commitments_broken" bigint,
	"v_white_listed" smallint,
	"v_export_insurance_limit_fen" bigint,
	"v_tax_grade" smallint,
	"v_tax_paid_fen12m" bigint,
	"v_invoiced_fen12m" bigint,
	"v_invoiced_growth_bp" bigint,
	"v_zero_filings12m" bigint,
	"v_inflow_fen12m" bigint,
	"v_outflow_fen12m" bigint,
	"v_average_balance_fen" bigint,
	"v_active_months12m" bigint,
	"v_loan_balance_fen" bigint,
	"v_lender_count" bigint,
	"v_overdue_count24m" bigint,
	"v_carbon_grade" smallint,
	"v_carbon_ratio_bp" bigint,
	"v_energy_kgce12m" bigint,
	"v_village" text,
	"v_household_score" bigint,
	"v_household_grade" smallint,
	"v_green_code" smallint,
	"v_land_centi_mu" bigint,
	"v_village_limit_fen" bigint,
	"v_village_grade" smallint,
	"v_land_right_centi_mu" bigint,
	"v_crop_insured_fen" bigint,
	"v_cooperative_member" smallint
);
--> statement-breakpoint
ALTER TABLE "screen_batches" ADD CONSTRAINT "screen_batches_lender_id_institutions_id_fk" FOREIGN KEY ("lender_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_batches" ADD CONSTRAINT "screen_batches_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_batches" ADD CONSTRAINT "screen_batches_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_dues" ADD CONSTRAINT "screen_dues_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_entries" ADD CONSTRAINT "screen_entries_lender_id_institutions_id_fk" FOREIGN KEY ("lender_id") REFERENCES "public"."institutions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_entries" ADD CONSTRAINT "screen_entries_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_rows" ADD CONSTRAINT "screen_rows_subject_id_subjects_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."subjects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "screen_dues_open" ON "screen_dues" USING btree ("subject_id") WHERE "screen_dues"."marked" > "screen_dues"."taken";--> statement-breakpoint
CREATE INDEX "screen_rows_district" ON "screen_rows" USING btree ("district","subject_id");--> statement-breakpoint
CREATE INDEX "screen_rows_village" ON "screen_rows" USING btree ("village","subject_id");