-- As migration 0041, and a number as RFC 8785 writes it: `jsonb` keeps the zeros of 0.0.
CREATE OR REPLACE FUNCTION suixin_leaf(told jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT '{"ac":' || (told -> 'ac')::text || ',"ah":' || (told -> 'ah')::text || ',"at":' || (told -> 'at')::text || ',"cid":' || (told -> 'cid')::text
    || ',"f":' || replace((told -> 'f')::text, '", "', '","') || coalesce(',"gw":' || (told -> 'gw')::text, '')
    || ',"n":' || trim_scale((told -> 'n')::numeric)::text || ',"op":' || (told -> 'op')::text || coalesce(',"pr":' || (told -> 'pr')::text, '')
    || coalesce(',"pv":' || trim_scale((told -> 'pv')::numeric)::text, '') || coalesce(',"rd":' || (told -> 'rd')::text, '')
    || ',"rid":' || (told -> 'rid')::text || ',"sp":' || (told -> 'sp')::text || ',"t":' || (told -> 't')::text || ',"why":' || (told -> 'why')::text || '}'
$$;
