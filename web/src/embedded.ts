// The page in one file: in a notebook's cell, whose kernel computes.
import { mount } from "svelte";

import App from "./App.svelte";
import "./app.css";
import { liveIn } from "./host";
import { Parent } from "./hosts/parent";
import Train from "./Train.svelte";

liveIn(await Parent.met());
mount(App, { target: document.getElementById("page")!, props: { rooms: { train: Train } } });
